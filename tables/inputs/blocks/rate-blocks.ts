/** Scenarios and the base curve as the engines read them. */
import type { Block } from '../../../contracts/run-inputs.ts';
import type { Curve } from '../curve-file.ts';
import type { ScenarioFile } from '../scenario-file.ts';
import { held } from './held.ts';

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
  const values = held(rates, horizonYears);
  return { columns: [{ name: 'rate', type: 'f64', values, shape: [1, horizonYears] }] };
}
