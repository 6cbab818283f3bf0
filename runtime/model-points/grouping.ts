/** What `compress` found, and the blocks that are made of it. */
import type { Block, BlockColumn } from '../../contracts/run-inputs.ts';

/** The amounts of a policy: they enter the projection linearly, so those of a model point are added. */
const amountNames = ['policy_count', 'sum_assured', 'premium'] as const;
export type AmountName = (typeof amountNames)[number];

export function isAmount(name: string): name is AmountName {
  return amountNames.some((amount) => amount === name);
}

/** Model points in key order; `members` and `end` as in ModelPoints. */
export interface Grouping {
  readonly members: Uint32Array;
  readonly end: Uint32Array;
  /** By model point: its first policy, which has its keys. */
  readonly first: Uint32Array;
  /** By model point: the sums over its policies. */
  readonly sums: Readonly<Record<AmountName, Float64Array>>;
}

/** `$policies` with a row for each model point: `keys` from its first policy, amounts added. */
export function groupedPolicies(keys: readonly BlockColumn[], { first, sums }: Grouping): Block {
  const added = amountNames.map((name): BlockColumn => ({
    name,
    type: 'f64',
    values: sums[name],
    shape: [first.length],
  }));
  return { columns: [...keys.map((column) => picked(column, first)), ...added] };
}

/** The amounts of every policy, in the order of `members`. */
export function memberAmounts(policies: Block, members: Uint32Array): BlockColumn[] {
  return policies.columns
    .filter(({ name }) => isAmount(name))
    .map((column) => picked(column, members));
}

/** The column's values at `rows`. Rates of -0 are grouped with those of 0, so they become 0. */
function picked({ name, type, values }: BlockColumn, rows: Uint32Array): BlockColumn {
  const result = new arrayOf[type](rows.length);
  for (let index = 0; index < rows.length; index++) result[index] = values[rows[index]!]! + 0;
  return { name, type, values: result, shape: [rows.length] };
}

const arrayOf = { i32: Int32Array, u32: Uint32Array, f64: Float64Array } as const;
