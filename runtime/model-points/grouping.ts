/** What `compress` found, and the blocks that are made of it. */
import type { Block, BlockColumn, ModelPoints } from '../../contracts/run-inputs.ts';
import type { NumericArray, NumericType } from '../../contracts/table.ts';

/** The amounts of a policy: they enter the projection linearly, so those of a model point are added. */
const amountNames = ['policy_count', 'sum_assured', 'premium'] as const;
export type AmountName = (typeof amountNames)[number];

export function isAmount(name: string): name is AmountName {
  return amountNames.some((amount) => amount === name);
}

/** Model points in key order; `members` and `end` as in ModelPoints. */
export interface Grouping extends ModelPoints {
  /** By model point: its first policy, which has its keys. */
  readonly first: Uint32Array;
  /** By model point: the sums over its policies. */
  readonly amounts: Readonly<Record<AmountName, Float64Array>>;
}

/** `$policies` with a row for each model point: `keys` from its first policy, amounts added. */
export function groupedPolicies(keys: readonly BlockColumn[], grouping: Grouping): Block {
  const { first, amounts } = grouping;
  const rows = [first.length];
  return {
    columns: [
      ...keys.map(({ name, type, values }) => ({
        name,
        type,
        values: picked(type, values, first),
        shape: rows,
      })),
      ...amountNames.map(
        (name): BlockColumn => ({ name, type: 'f64', values: amounts[name], shape: rows }),
      ),
    ],
  };
}

/** `$members`: where each row's policies end, and the amounts of every policy, as `members` has them. */
export function memberBlock(policies: Block, { members, end }: ModelPoints): Block {
  const ends: BlockColumn = {
    name: 'member_end',
    type: 'u32',
    values: end,
    shape: [end.length],
  };
  const amounts = policies.columns
    .filter(({ name }) => isAmount(name))
    .map(({ name, type, values }) => ({
      name,
      type,
      values: picked(type, values, members),
      shape: [members.length],
    }));
  return { columns: [ends, ...amounts] };
}

/** The values at `rows`. Policies with a rate of -0 are grouped with those of 0, and have 0. */
function picked(type: NumericType, values: NumericArray, rows: Uint32Array): NumericArray {
  const at = (row: number): number => values[row]! + 0;
  if (type === 'f64') return Float64Array.from(rows, at);
  return type === 'u32' ? Uint32Array.from(rows, at) : Int32Array.from(rows, at);
}
