/** The config's adjustments of rates and expenses by projection year. */
import type { ProjectionConfig } from '../../../contracts/projection-config.ts';
import type { BlockColumn } from '../../../contracts/run-inputs.ts';

type ByYear = number | readonly number[];

/** What the vectors are made of, and nothing else of the config. */
export type YearlyAdjustments = Pick<ProjectionConfig, 'mortality' | 'lapse' | 'expenses'>;

/** Columns `[time]`; one that changes nothing is left out. */
export function yearlyVectors(
  { mortality, lapse, expenses }: YearlyAdjustments,
  horizonYears: number,
): readonly BlockColumn[] {
  const column = (name: string, byYear: ByYear, neutral: number): BlockColumn[] =>
    vector(name, inYears(byYear, horizonYears), neutral);
  return [
    ...column('mortality_multiply', mortality.multiply, 1),
    ...column('mortality_add', mortality.add, 0),
    ...column('lapse_multiply', lapse.multiply, 1),
    ...column('lapse_add', lapse.add, 0),
    ...column('expense_multiply', expenses.multiply, 1),
    ...column('expense_add', expenses.add, 0),
    ...vector('expense_index', priceIndex(expenses.inflation, horizonYears), 1),
  ];
}

function vector(name: string, values: Float64Array, neutral: number): BlockColumn[] {
  const isNeutral = values.every((value) => value === neutral);
  return isNeutral ? [] : [{ name, type: 'f64', values, shape: [values.length] }];
}

/** A list's last value holds for the years after it. */
export function inYears(byYear: ByYear, years: number): Float64Array {
  return Float64Array.from({ length: years }, (_, year) =>
    typeof byYear === 'number' ? byYear : (byYear[Math.min(year, byYear.length - 1)] as number),
  );
}

/** Level of prices: 1 in year 1; the inflation of a year leads to the level of the next. */
function priceIndex(inflation: ByYear, years: number): Float64Array {
  const rates = inYears(inflation, years);
  const index = new Float64Array(years).fill(1);
  for (let year = 1; year < years; year++) {
    index[year] = (index[year - 1] as number) * (1 + (rates[year - 1] as number));
  }
  return index;
}
