/** The tables by group, taken apart: one series of values per group. */
import type { Table } from '../../../contracts/table.ts';

export interface GroupSeries {
  /** The group's value of each grouping column. */
  readonly keys: readonly string[];
  /** By scenario or by year, in the table's order. */
  readonly values: Float64Array;
}

export interface GroupValues {
  /** The grouping columns. */
  readonly keyNames: readonly string[];
  readonly groups: readonly GroupSeries[];
}

/**
 * The column `value` by group; null where the table has no rows or no such column. Rows are the
 * scenarios (or years) of the first column, and in each of them the groups, always in one order;
 * grouping columns stand between the first column and `firstValue`.
 */
export function groupValues(table: Table, value: string, firstValue: string): GroupValues | null {
  const [outer, ...rest] = table.columns;
  const keys = rest.slice(
    0,
    rest.findIndex(({ name }) => name === firstValue),
  );
  const column = rest.find(({ name }) => name === value);
  if (outer === undefined || column?.type !== 'f64' || table.length === 0) return null;
  let count = 1;
  while (count < table.length && outer.values[count] === outer.values[0]) count++;
  const steps = table.length / count;
  return {
    keyNames: keys.map(({ name }) => name),
    groups: Array.from({ length: count }, (_, group) => ({
      keys: keys.map(({ values }) => String(values[group])),
      values: Float64Array.from(
        { length: steps },
        (__, step) => column.values[step * count + group]!,
      ),
    })),
  };
}
