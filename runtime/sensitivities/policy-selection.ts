/** Parts of a portfolio, for stresses that bite only where they hurt. */
import type { BlockColumn, RunInputs } from '../../contracts/run-inputs.ts';

/** By policy in file order: 1 where it is part of the selection. */
export interface PolicySelection {
  readonly isSelected: Uint8Array;
  readonly count: number;
}

/** The policies whose mean the stress lowers. Both are by policy, in the same order. */
export function policiesHurt(before: Float64Array, stressed: Float64Array): PolicySelection {
  const isSelected = Uint8Array.from(before, (mean, policy) => (stressed[policy]! < mean ? 1 : 0));
  return { isSelected, count: isSelected.reduce((sum, one) => sum + one, 0) };
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
    const values = Float64Array.from(column.values, (amount, policy) =>
      isSelected[policy] === 1 ? amount : 0,
    );
    return { ...column, values };
  });
  return { ...inputs, policies: { columns } };
}
