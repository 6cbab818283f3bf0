/** How policies stand together in model points, and what that makes of their columns. */
import type { BlockColumn } from '../../contracts/run-inputs.ts';
import type { NumericArray } from '../../contracts/table.ts';

/** Model points in key order; `members` and `end` as in ModelPoints. */
export interface Grouping {
  readonly members: Uint32Array;
  readonly end: Uint32Array;
  /** By model point: its first policy, which has its keys. */
  readonly first: Uint32Array;
}

const amountNames = ['policy_count', 'sum_assured', 'premium'] as const;

/** The amounts of a policy: they enter the projection linearly, so those of a model point are added. */
export type AmountName = (typeof amountNames)[number];

export function isAmount(name: string): name is AmountName {
  return amountNames.some((amount) => amount === name);
}

/** A column of policies as one of model points: amounts added, keys as the first policy has them. */
export function rowColumn(column: BlockColumn, grouping: Grouping): BlockColumn {
  if (!isAmount(column.name)) return picked(column, grouping.first);
  const values = sums(column.values, grouping);
  return { ...column, values, shape: [values.length] };
}

/** Added in portfolio order (I3): the same sums as the engine's, to the last bit. */
function sums(amounts: NumericArray, { members, end }: Grouping): Float64Array {
  const result = new Float64Array(end.length);
  for (let row = 0, member = 0; row < end.length; row++) {
    let sum = 0;
    for (; member < end[row]!; member++) sum += amounts[members[member]!]!;
    result[row] = sum;
  }
  return result;
}

/** The column's values at `rows`. Rates of -0 are grouped with those of 0, so they become 0. */
export function picked({ name, type, values }: BlockColumn, rows: Uint32Array): BlockColumn {
  const result = new arrayOf[type](rows.length);
  for (let index = 0; index < rows.length; index++) result[index] = values[rows[index]!]! + 0;
  return { name, type, values: result, shape: [rows.length] };
}

const arrayOf = { i32: Int32Array, u32: Uint32Array, f64: Float64Array } as const;
