/** Parts of a portfolio, for stresses that bite only where they hurt. */
import type { BlockColumn, RunInputs } from '../../contracts/run-inputs.ts';
import type { NumericArray } from '../../contracts/table.ts';

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
    if (!(stressed[policy]! < before[policy]!)) continue;
    isSelected[policy] = 1;
    count++;
  }
  return { isSelected, count };
}

/** The policies that are not part of it. */
export function othersThan({ isSelected, count }: PolicySelection): PolicySelection {
  return { isSelected: isSelected.map((one) => 1 - one), count: isSelected.length - count };
}

/** What every flow of a policy is proportional to. */
const amountColumns: ReadonlySet<string> = new Set(['policy_count', 'sum_assured', 'premium']);

/**
 * The inputs with the amounts of all other policies set to zero: their flows are zeros in every sum
 * over policies, so that what remains is the selection's, to the last bit.
 */
export function selectPolicies(inputs: RunInputs, { isSelected }: PolicySelection): RunInputs {
  const columns = inputs.policies.columns.map((column): BlockColumn => {
    if (!amountColumns.has(column.name)) return column;
    return { ...column, values: selected(column.values, isSelected) };
  });
  return { ...inputs, policies: { columns } };
}

function selected(amounts: NumericArray, isSelected: Uint8Array): Float64Array {
  const values = new Float64Array(amounts.length);
  for (let policy = 0; policy < values.length; policy++) {
    if (isSelected[policy] === 1) values[policy] = amounts[policy]!;
  }
  return values;
}
