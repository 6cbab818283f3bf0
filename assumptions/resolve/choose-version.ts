/** Which version a reference means. Pure. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { draftVersion, latestVersion } from '../../contracts/file-reference.ts';
import {
  approvedStatus,
  type AssumptionVersion,
} from '../../contracts/wire/assumptions-manager.ts';

const shownVersions = 10;

/**
 * `latest` is the newest approved version, `draft` the newest of any status; `versions` has the oldest
 * first. Throws NOT_FOUND.
 */
export function chooseVersion(
  versions: readonly AssumptionVersion[],
  asked: string,
): AssumptionVersion {
  const chosen =
    asked === latestVersion
      ? versions.findLast(({ status }) => status === approvedStatus)
      : asked === draftVersion
        ? versions.at(-1)
        : versions.find(({ version }) => version === asked);
  if (chosen !== undefined) return chosen;
  const expected = wordsOf(versions);
  const message =
    asked === latestVersion
      ? `No version of it is approved; there is ${expected}. Ask for one of these, or for draft.`
      : `There is no such version; there is ${expected}.`;
  throw new LiveCalcError('NOT_FOUND', message, { found: asked, expected });
}

/** The newest first. */
function wordsOf(versions: readonly AssumptionVersion[]): string {
  const newest = versions.toReversed().slice(0, shownVersions);
  const words = newest.map(({ version, status }) => `${version} (${status})`);
  const left = versions.length - newest.length;
  return [...words, ...(left > 0 ? [`${left} older`] : [])].join(', ') || 'no version at all';
}
