/** Which variables of a projection depend on policy, time and scenario under a configuration. */
import type { ProjectionConfig } from '../../contracts/projection-config.ts';
import type { BlockColumn, RunInputs } from '../../contracts/run-inputs.ts';

export const dimensions = ['policy', 'time', 'scenario'] as const;
export type Dimension = (typeof dimensions)[number];

export interface Variable {
  readonly name: string;
  readonly dependsOn: readonly Dimension[];
}

/**
 * From what the inputs hold up to the net present value: a variable depends on what those that it is
 * made of depend on. A rate depends on the policy where two policies read different cells of its
 * table.
 */
export function variables(
  { dynamicLapse }: Pick<ProjectionConfig, 'dynamicLapse'>,
  { policies, assumptions }: Pick<RunInputs, 'policies' | 'assumptions'>,
): Variable[] {
  const byPolicy = (...names: string[]): Dimension[] =>
    names.some((name) => varies(policies.columns, name)) ? ['policy'] : [];
  const mortality = union(['time'], byPolicy('mortality_start'));
  const lapse =
    dynamicLapse === undefined
      ? union(['time'], byPolicy('lapse_start'))
      : union(['time', 'scenario'], byPolicy('lapse_start', ...ownReference(dynamicLapse)));
  const lives = union(mortality, lapse, byPolicy('end_year', 'duration', 'policy_count'));
  const claims = union(lives, byPolicy('sum_assured', 'product_start'));
  const premiums = union(lives, byPolicy('premium', 'premium_end', 'product_start'));
  const flows = [
    { name: 'premiums', dependsOn: premiums },
    { name: 'death benefits', dependsOn: claims },
    ...ofProduct(assumptions.columns, union(claims, premiums)),
    { name: 'expenses', dependsOn: union(premiums, claims, byPolicy('expense_row')) },
  ];
  const discount: Dimension[] = ['time', 'scenario'];
  const discounted = union(discount, ...flows.map(({ dependsOn }) => dependsOn));
  return [
    { name: 'interest rate', dependsOn: discount },
    { name: 'mortality rate', dependsOn: mortality },
    { name: 'lapse rate', dependsOn: lapse },
    { name: 'lives', dependsOn: lives },
    ...flows,
    { name: 'discount factor', dependsOn: discount },
    { name: 'net present value', dependsOn: discounted.filter((axis) => axis !== 'time') },
  ];
}

function ownReference({ reference }: NonNullable<ProjectionConfig['dynamicLapse']>): string[] {
  return typeof reference === 'number' ? [] : [reference];
}

/** Flows that only a product table makes. */
function ofProduct(columns: readonly BlockColumn[], dependsOn: readonly Dimension[]): Variable[] {
  const isPaid = (...names: string[]): boolean =>
    columns.some(({ name, values }) => names.includes(name) && values.some((value) => value !== 0));
  return [
    ...(isPaid('surrender_factor', 'surrender_premiums_factor')
      ? [{ name: 'surrender benefits', dependsOn }]
      : []),
    ...(isPaid('maturity_factor') ? [{ name: 'maturity benefits', dependsOn }] : []),
  ];
}

/** Whether two policies differ in a column; an absent one holds the default of all. */
function varies(columns: readonly BlockColumn[], name: string): boolean {
  const values = columns.find((column) => column.name === name)?.values;
  return values?.some((value) => value !== values[0]) ?? false;
}

function union(...parts: readonly (readonly Dimension[])[]): Dimension[] {
  return dimensions.filter((axis) => parts.some((part) => part.includes(axis)));
}
