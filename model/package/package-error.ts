/** How a package is refused: the message names the package, what was found, and what was expected. */
import { LiveCalcError, type ErrorCode } from '../../contracts/errors.ts';
import type { PackageAsset } from '../../contracts/package-manifest.ts';

const packAgain = 'Pack the model again with livecalc pack.';
const makeSmaller =
  'Leave the portfolio out with livecalc pack --policies by-hash, or have the limit raised.';
const remedies: Partial<Record<ErrorCode, string>> = {
  PACKAGE_TOO_LARGE: makeSmaller,
  UNPACKED_TOO_LARGE: makeSmaller,
};

/** `what` is a clause; `found` and `expected` are parts of it, and details of their own. */
export function refused(
  code: ErrorCode,
  name: string,
  what: string,
  { found, expected }: { readonly found: string; readonly expected: string },
  cause?: unknown,
): LiveCalcError {
  const message =
    `The package ${name} is refused: ${what}; found ${found}, expected ${expected}. ` +
    (remedies[code] ?? packAgain);
  return new LiveCalcError(code, message, { file: name, found, expected }, cause);
}

/** Assets that are neither in the package nor known otherwise; `advice` is the last sentence. */
export function assetsMissing(
  name: string,
  missing: readonly PackageAsset[],
  advice: string,
): LiveCalcError {
  const paths = missing.map(({ path }) => path).join(', ');
  const words = missing.map(({ path, sha256 }) => `${path} (SHA-256 ${sha256})`).join(', ');
  const message =
    `The package ${name} does not hold ${words}, and no such file is known here. ` + advice;
  return new LiveCalcError('ASSET_MISSING', message, {
    file: name,
    found: 'no such file',
    expected: paths,
    missing: missing.map(({ path, sha256 }) => ({ path, sha256 })),
  });
}
