/** What became of a portfolio's policies on their way into the projection. */
import type { RunResult } from '../../../contracts/run-result.ts';
import { formatNumber } from './number-format.ts';

/** Empty where nobody looked: a pipeline of the user's own is given its policies as they are. */
export function groupingWords(
  result: Pick<RunResult, 'engines' | 'policyCount' | 'modelPointCount'>,
): string {
  const { engines, policyCount, modelPointCount } = result;
  if (!engines.some(({ name }) => name === 'compress')) return '';
  if (modelPointCount === policyCount) return 'nothing groups';
  return `${formatNumber(policyCount / modelPointCount, 1)} policies each`;
}
