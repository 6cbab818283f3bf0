/** Sums by which a person recognises a file. */
import type { NumericArray } from '../../contracts/table.ts';
import { wholeProblem } from '../problem.ts';
import type { ProblemList } from './problem-list.ts';

/** What is summed: a column, or where `column` is null all that `label` says. */
export interface Summed {
  readonly file: string;
  readonly column: string | null;
  readonly label: string;
}

/** The sum of all values; a problem where it is too large for a number, which no file could hold. */
export function finiteSum(
  { file, column, label }: Summed,
  values: readonly NumericArray[],
  problems: ProblemList,
): number {
  const total = sum(values);
  // Single values that are not finite are told of by row.
  if (Number.isFinite(total) || !values.every(areFinite)) return total;
  const expected = `a sum below ${Number.MAX_VALUE}`;
  const message = `${file}: the sum of ${label} is not a finite number; expected ${expected}. Look for values that are far too large.`;
  problems.add(wholeProblem('VALUE_INVALID', { file, column }, message, String(total), expected));
  return total;
}

function areFinite(values: NumericArray): boolean {
  for (const value of values) if (!Number.isFinite(value)) return false;
  return true;
}

/** From the first value to the last, one after the other. */
export function sum(values: readonly NumericArray[]): number {
  let total = 0;
  for (const some of values) for (const value of some) total += value;
  return total;
}
