/** Whether the files that came are those that the configuration names. */
import type { RunConfig } from '../contracts/config.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { referencePath } from '../model/model.ts';
import { fileReferences } from '../model/needed-files.ts';

/** A file that the configuration names, and the hash under which it was expected to be here. */
export interface MissingFile {
  readonly path: string;
  /** Absent where the submission says nothing of the file. */
  readonly sha256?: string;
}

/** Files that the configuration or a sensitivity names and that did not come. Throws CONFIG_INVALID. */
export function absentFiles(config: RunConfig, paths: Iterable<string>): readonly MissingFile[] {
  const present = new Set(paths);
  return namedPaths(config)
    .filter((path) => !present.has(path))
    .map((path) => ({ path }));
}

/**
 * A file that nobody names is refused: most likely a key is missing in the configuration, and the
 * run would be another than the one that was meant (I5). Throws REQUEST_INVALID.
 */
export function refuseUnnamed(config: RunConfig, paths: Iterable<string>): void {
  const named = new Set(namedPaths(config));
  const unnamed = [...paths].filter((path) => !named.has(path));
  if (unnamed.length === 0) return;
  const message =
    `The configuration names no file ${unnamed.join(', ')}, which came with it. Name it as ` +
    `local://${unnamed[0]}, or leave the file out.`;
  const details = { file: unnamed[0]!, expected: [...named].join(', ') };
  throw new LiveCalcError('REQUEST_INVALID', message, details);
}

/** Throws ASSET_MISSING naming all of them; those with a hash stand in its details too. */
export function refuseMissing(missing: readonly MissingFile[]): void {
  if (missing.length === 0) return;
  const words = missing.map(({ path, sha256 }) =>
    sha256 === undefined ? `${path} (not sent)` : `${path} (SHA-256 ${sha256} is not known here)`,
  );
  const message =
    `Files of the model are missing: ${words.join(', ')}. Send each with the submission, or put it ` +
    'to /v1/assets/{sha256} first.';
  throw new LiveCalcError('ASSET_MISSING', message, {
    file: missing[0]!.path,
    missing: missing.flatMap(({ path, sha256 }) => (sha256 === undefined ? [] : { path, sha256 })),
  });
}

function namedPaths(config: RunConfig): readonly string[] {
  return fileReferences(config).map(referencePath);
}
