/** The columns that engines read, laid out as they read them. */
import type { Block, BlockColumn } from '../../contracts/run-inputs.ts';
import type { Column, NumericArray, NumericType } from '../../contracts/table.ts';
import type { ExpenseTable, LapseTable, MortalityTable } from './assumption-tables.ts';
import type { Curve } from './curve-file.ts';
import type { CheckedPolicies } from './policies.ts';
import type { ScenarioFile } from './scenario-file.ts';

/** Columns by row, numeric carried ones among them. */
export function policyBlock(policies: CheckedPolicies, mortality: MortalityGrid): Block {
  const row = [policies.count];
  const column = (name: string, type: NumericType, values: NumericArray): BlockColumn => ({
    name,
    type,
    values,
    shape: row,
  });
  const carried = policies.carried.filter(isNumeric);
  return {
    columns: [
      column('age', 'u32', policies.age),
      column('gender', 'u32', policies.gender),
      column('term', 'u32', policies.term),
      column('policy_count', 'f64', policies.policyCount),
      column('sum_assured', 'f64', policies.sumAssured),
      column('premium', 'f64', policies.premium),
      column('end_year', 'u32', policies.term),
      column('mortality_start', 'i32', mortalityStarts(policies, mortality)),
      ...carried.map(({ name, type, values }) => column(name, type, values)),
    ],
  };
}

function isNumeric(column: Column): column is Exclude<Column, { type: 'utf8' }> {
  return column.type !== 'utf8';
}

/** Rates of death in one flat column: curve 0 male, curve 1 female, `ages` cells each. */
export interface MortalityGrid {
  readonly firstAge: number;
  readonly ages: number;
  readonly values: Float64Array;
}

/** Both curves, their last cell repeated as far as any policy reads. */
export function mortalityGrid(
  { firstAge, male, female }: MortalityTable,
  { age, term }: CheckedPolicies,
): MortalityGrid {
  let lastRead = firstAge + male.length - 1;
  for (let row = 0; row < age.length; row++) {
    const last = (age[row] as number) + Math.max(term[row] as number, 1) - 1;
    if (last > lastRead) lastRead = last;
  }
  const ages = lastRead - firstAge + 1;
  const values = new Float64Array(2 * ages);
  values.set(resized(male, ages));
  values.set(resized(female, ages), ages);
  return { firstAge, ages, values };
}

/** Index of the first cell that each policy reads; its year t (from 0) is t cells on. */
function mortalityStarts(
  { age, gender }: CheckedPolicies,
  { firstAge, ages }: MortalityGrid,
): Int32Array {
  const starts = new Int32Array(age.length);
  for (let row = 0; row < age.length; row++) {
    starts[row] = (gender[row] as number) * ages + (age[row] as number) - firstAge;
  }
  return starts;
}

export function assumptionBlock(
  grid: MortalityGrid,
  lapse: LapseTable,
  expenses: ExpenseTable,
  horizonYears: number,
): Block {
  const rates = resized(lapse.rates, horizonYears);
  const { values } = expenses;
  return {
    columns: [
      { name: 'mortality', type: 'f64', values: grid.values, shape: [grid.values.length] },
      { name: 'lapse', type: 'f64', values: rates, shape: [horizonYears] },
      { name: 'expenses', type: 'f64', values, shape: [1, values.length] },
      { name: 'class_lapse_start', type: 'i32', values: new Int32Array(1), shape: [1] },
      { name: 'class_first_year', type: 'u32', values: new Uint32Array(1), shape: [1] },
    ],
  };
}

/** Rates with all years of a scenario side by side. */
export function scenarioBlock({ ids, years }: ScenarioFile, horizonYears: number): Block {
  const count = ids.values.length;
  const values = new Float64Array(count * horizonYears);
  for (let year = 0; year < horizonYears; year++) {
    const rates = years[Math.min(year, years.length - 1)] as Float64Array;
    for (let scenario = 0; scenario < count; scenario++) {
      values[scenario * horizonYears + year] = rates[scenario] as number;
    }
  }
  return { columns: [{ name: 'rate', type: 'f64', values, shape: [count, horizonYears] }] };
}

/** The base curve as the one scenario it is. */
export function baseBlock({ rates }: Curve, horizonYears: number): Block {
  const values = resized(rates, horizonYears);
  return { columns: [{ name: 'rate', type: 'f64', values, shape: [1, horizonYears] }] };
}

/** The first `length` values, the last one repeated where there are fewer. */
function resized(values: Float64Array, length: number): Float64Array {
  const result = new Float64Array(length).fill(values[values.length - 1] as number);
  result.set(values.subarray(0, length));
  return result;
}
