/** Sensitivities as a table: a row for the run itself, then one for each. */
import type { SensitivityResult, Statistics } from '../../contracts/run-result.ts';
import { baseRowName } from '../../contracts/sensitivity.ts';
import type { Column, Table } from '../../contracts/table.ts';

export const sensitivitiesTableName = 'sensitivities';

/** name, mean, std_dev, percentiles, ctes, differences of mean and ctes to base, stressed_policies. */
export function sensitivitiesTable(
  base: Statistics,
  sensitivities: readonly SensitivityResult[],
): Table {
  const rows = [base, ...sensitivities.map(({ statistics }) => statistics)];
  const f64 = (name: string, of: (statistics: Statistics) => number): Column => ({
    name,
    type: 'f64',
    values: Float64Array.from(rows, of),
  });
  const ctes = Object.keys(base.ctes);
  const cte = (statistics: Statistics, name: string): number => statistics.ctes[name]!.value;
  const columns: Column[] = [
    { name: 'name', type: 'utf8', values: [baseRowName, ...sensitivities.map(({ name }) => name)] },
    f64('mean', ({ mean }) => mean),
    f64('std_dev', ({ stdDev }) => stdDev),
    ...Object.keys(base.percentiles).map((name) => f64(name, (of) => of.percentiles[name]!)),
    ...ctes.map((name) => f64(name, (of) => cte(of, name))),
    f64('mean_difference', ({ mean }) => mean - base.mean),
    ...ctes.map((name) => f64(`${name}_difference`, (of) => cte(of, name) - cte(base, name))),
    {
      name: 'stressed_policies',
      type: 'u32',
      values: Uint32Array.of(0, ...sensitivities.map(({ stressedPolicies }) => stressedPolicies)),
    },
  ];
  return { name: sensitivitiesTableName, length: rows.length, columns };
}
