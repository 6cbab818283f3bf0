/** What `groupBy` makes of the portfolio. */
import type { Groups } from '../../../contracts/run-inputs.ts';
import type { Column } from '../../../contracts/table.ts';
import { formatCount, wholeProblem } from '../../problem.ts';
import type { ProblemList } from '../problem-list.ts';
import { joined, ordered } from './codes.ts';
import type { Coded } from './codes.ts';
import type { Policies } from './policies.ts';

/** Results have a row per group and scenario, so groups are few. */
const largestCount = 1000;

export interface GroupedPolicies extends Groups {
  /** By row, ascending as the groups' keys do. */
  readonly codes: Uint32Array;
}

/** Null where a column cannot be used, or tells too many policies apart. */
export function groupedPolicies(
  { file, count, keys }: Pick<Policies, 'file' | 'count' | 'keys'>,
  groupBy: readonly string[],
  problems: ProblemList,
): GroupedPolicies | null {
  const parts = groupBy.map((name) => keys.codes(name));
  if (parts.includes(null)) return null;
  const groups = joined(parts as Coded[], count);
  const found = groups.firstRows.length;
  if (found > largestCount) {
    const expected = `at most ${formatCount(largestCount)} groups`;
    const message =
      `groupBy makes ${formatCount(found)} groups of ${file} by ${groupBy.join(', ')}, expected ${expected}. ` +
      'Group by columns with fewer values, or put values into classes in a column of their own.';
    const place = { file, column: groupBy.join(', ') };
    problems.add(wholeProblem('VALUE_INVALID', place, message, formatCount(found), expected));
    return null;
  }
  const unordered = groupBy.map((name) => keys.at(name, groups.firstRows));
  const position = new Map(groups.firstRows.map((row, code) => [row, code]));
  const { codes, firstRows } = ordered(groups, (a, b) =>
    compared(unordered, position.get(a) as number, position.get(b) as number),
  );
  return { count: found, keys: groupBy.map((name) => keys.at(name, firstRows)), codes };
}

/** Column by column; texts by their UTF-16 code units, so that no locale matters (I1). */
function compared(columns: readonly Column[], a: number, b: number): number {
  for (const { values } of columns) {
    const [valueA, valueB] = [values[a] as number | string, values[b] as number | string];
    if (valueA < valueB) return -1;
    if (valueA > valueB) return 1;
  }
  return 0;
}
