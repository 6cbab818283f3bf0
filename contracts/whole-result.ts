import { LiveCalcError } from './errors.ts';
import type { RunResult } from './run-result.ts';

/** The hash of a result that must be whole. Throws HASH_MISMATCH for a partial one, which has none (I1). */
export function wholeResultHash({ resultHash, partial }: RunResult): string {
  if (resultHash !== null) return resultHash;
  const failed = partial?.failures.map(({ node, code }) => `${node} (${code})`).join(', ');
  const found = `a partial result${failed ? `, for want of ${failed}` : ''}`;
  throw new LiveCalcError(
    'HASH_MISMATCH',
    `The result is partial, so it has no hash${failed ? `: ${failed} did not succeed` : ''}.`,
    { found, expected: 'a whole result' },
  );
}
