/** Sums by which a person recognises a file. */
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
  values: readonly Float64Array[],
  problems: ProblemList,
): number {
  const total = sum(values);
  // Single values that are not finite are told of by row.
  if (Number.isFinite(total) || !values.every((some) => some.every(Number.isFinite))) return total;
  const expected = `a sum below ${Number.MAX_VALUE}`;
  const message = `${file}: the sum of ${label} is not a finite number; expected ${expected}. Look for values that are far too large.`;
  problems.add(wholeProblem('VALUE_INVALID', { file, column }, message, String(total), expected));
  return total;
}

/** From the first value to the last, one after the other. */
export function sum(values: readonly Float64Array[]): number {
  let total = 0;
  for (const some of values) for (const value of some) total += value;
  return total;
}
