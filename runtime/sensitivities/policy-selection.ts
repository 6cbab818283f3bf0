/** Parts of a portfolio, for stresses that bite only where they hurt. */
import type { Block, BlockColumn, ModelPoints, RunInputs } from '../../contracts/run-inputs.ts';
import type { NumericArray } from '../../contracts/table.ts';
import { isAmount } from '../model-points/grouping.ts';

/** By policy in file order: 1 where it is part of the selection. */
export interface PolicySelection {
  readonly isSelected: Uint8Array;
  readonly count: number;
}

/** The policies whose mean the stress lowers. Both are by policy, in the same order. */
export function policiesHurt(before: Float64Array, stressed: Float64Array): PolicySelection {
  const isSelected = new Uint8Array(before.length);
  let count = 0;
  for (let policy = 0; policy < before.length; policy++) {
    const isHurt = Number(stressed[policy]! < before[policy]!);
    isSelected[policy] = isHurt;
    count += isHurt;
  }
  return { isSelected, count };
}

/** The policies that are not part of it. */
export function othersThan({ isSelected, count }: PolicySelection): PolicySelection {
  return { isSelected: isSelected.map((one) => 1 - one), count: isSelected.length - count };
}

/**
 * The inputs with the amounts of all other policies taken away: their flows are zeros in every sum
 * over policies, so that what remains is the selection's, to the last bit. `portfolio` has a row for
 * each policy; rows of `inputs` may be model points.
 */
export function selectPolicies(
  inputs: RunInputs,
  portfolio: Block,
  { isSelected }: PolicySelection,
): RunInputs {
  const columns = inputs.policies.columns.map((column): BlockColumn => {
    if (!isAmount(column.name)) return column;
    const { values: amounts } = portfolio.columns.find(({ name }) => name === column.name)!;
    const values =
      inputs.modelPoints === null
        ? selected(amounts, isSelected)
        : selectedSums(amounts, isSelected, inputs.modelPoints);
    return { ...column, values };
  });
  return { ...inputs, policies: { columns } };
}

function selected(amounts: NumericArray, isSelected: Uint8Array): Float64Array {
  const values = new Float64Array(amounts.length);
  // A product instead of a condition, which would be guessed wrong as often as not.
  for (let policy = 0; policy < values.length; policy++) {
    values[policy] = amounts[policy]! * isSelected[policy]!;
  }
  return values;
}

/** By model point, added in portfolio order (I3). */
function selectedSums(
  amounts: NumericArray,
  isSelected: Uint8Array,
  { members, end }: ModelPoints,
): Float64Array {
  const sums = new Float64Array(end.length);
  for (let row = 0, member = 0; row < end.length; row++) {
    let sum = 0;
    for (; member < end[row]!; member++) {
      const policy = members[member]!;
      sum += amounts[policy]! * isSelected[policy]!;
    }
    sums[row] = sum;
  }
  return sums;
}
