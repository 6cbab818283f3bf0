/** Case g2 follows from formulas, so it is built here and checked everywhere, files or not. */
import { describe, expect, test } from 'vitest';
import type { RunInputs } from '../contracts/run-inputs.ts';
import { nodeEngines } from '../engines-wasm/node/engine-files.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import type { Valuation } from '../runtime/valuation.ts';
import {
  benchmarkMortality,
  benchmarkPolicy,
  sampleConfig,
  sampleInputs,
  type SamplePolicy,
} from '../runtime/testing/sample-inputs.ts';
import { resultColumn } from './csv-model.ts';
import { valuePlainly } from './plain-recursion.ts';

const policies = Array.from({ length: 100 }, (_, index) => benchmarkPolicy(index));
const flatRates = [0.03, 0, 0.2, -0.01];

/** The portfolio under flat rates, one scenario each. */
function inputs(rates: readonly number[], chosen: readonly SamplePolicy[]): RunInputs {
  const base = sampleInputs(chosen);
  const years = base.horizonYears;
  const values = Float64Array.from(
    { length: rates.length * years },
    (_, cell) => rates[Math.floor(cell / years)]!,
  );
  return {
    ...base,
    scenarios: { columns: [{ name: 'rate', type: 'f64', values, shape: [rates.length, years] }] },
  };
}

function value(rates: readonly number[], chosen = policies): Promise<Valuation> {
  return runValuation({
    config: sampleConfig({
      scenarios: { file: 'local://scenarios.csv' },
      output: { tables: ['scenarios', 'cash_flows', 'policies'] },
    }),
    inputs: inputs(rates, chosen),
    engines: nodeEngines(),
    platform: nodePlatform(),
  });
}

const mortality = benchmarkMortality();
const lapse = [0.15, 0.12, 0.1, 0.08, 0.07, 0.06, 0.05, 0.04, 0.04];

function plainly(index: number, rate: number): { npv: number; absolute: number } {
  const policy = policies[index]!;
  const start = (policy.isFemale ? 121 : 0) + policy.age;
  const basis = {
    mortality: (t: number) => mortality[start + t]!,
    lapse: (t: number) => lapse[t] ?? 0.03,
    acquisition: 500,
    maintenance: 50,
    percentOfPremium: 0.05,
    claim: 100,
  };
  return valuePlainly(
    policy,
    basis,
    Array.from({ length: 50 }, () => rate),
  );
}

describe('the public benchmark’s portfolio', () => {
  test('year 1 of the cash flows is what a hand calculation gives', async () => {
    const valuation = await value([0.03]);
    const premiums = policies.reduce((sum, { premium }) => sum + premium, 0);
    expect(premiums).toBe(147_500);
    const of = (column: string): number => resultColumn(valuation, 'cash_flows', column)[0]!;
    expect(of('lives')).toBe(100);
    expect(of('premiums')).toBe(premiums);
    const deaths = policies.map(({ age, isFemale }) => mortality[(isFemale ? 121 : 0) + age]!);
    const benefits = deaths.reduce((sum, q, index) => sum + q * policies[index]!.sumAssured, 0);
    const expenses = 550 * 100 + 0.05 * premiums + 100 * deaths.reduce((sum, q) => sum + q, 0);
    expect(of('death_benefits')).toBeCloseTo(benefits, 6);
    expect(of('expenses')).toBeCloseTo(expenses, 6);
    expect(of('net')).toBeCloseTo(premiums - benefits - expenses, 6);
    expect([of('surrender_benefits'), of('maturity_benefits')]).toEqual([0, 0]);
  });

  test('the first policy’s cash flows are the published ones', async () => {
    const valuation = await value([0.03], policies.slice(0, 1));
    const published = {
      lives: [1, 0.84622174999999999, 0.74109920997771994, 0.66353895338805469],
      premiums: [350, 296.17761250000001, 259.384723492202, 232.23863368581914],
      death_benefits: [222.25, 203.17784217499999, 191.68531066073726, 184.39747514654042],
      expenses: [567.94449999999995, 57.526323809349996, 50.407567294817568, 45.157674303986774],
      net: [-440.19449999999995, 35.473446515650018, 17.291845536647173, 2.6834842352919495],
    };
    for (const [column, figures] of Object.entries(published)) {
      const found = resultColumn(valuation, 'cash_flows', column);
      figures.forEach((figure, year) => {
        const scale = published.expenses[year]! + published.premiums[year]!;
        expect(Math.abs(found[year]! - figure), column).toBeLessThanOrEqual(1e-12 * scale);
      });
    }
  });

  test.each(flatRates)('every policy’s NPV at a flat rate of %d', async (rate) => {
    const npvs = resultColumn(await value([rate]), 'policies', 'mean');
    policies.forEach((_, index) => {
      const { npv, absolute } = plainly(index, rate);
      expect(Math.abs(npvs[index]! - npv)).toBeLessThanOrEqual(1e-12 * absolute);
    });
  });

  test('totals and deviations over the four rates', async () => {
    const valuation = await value(flatRates);
    const totals = resultColumn(valuation, 'scenarios', 'npv');
    const deviations = resultColumn(valuation, 'policies', 'std_dev');
    const plain = policies.map((_, index) => flatRates.map((rate) => plainly(index, rate)));
    flatRates.forEach((_, scenario) => {
      const expected = plain.reduce((sum, values) => sum + values[scenario]!.npv, 0);
      const scale = plain.reduce((sum, values) => sum + values[scenario]!.absolute, 0);
      expect(Math.abs(totals[scenario]! - expected)).toBeLessThanOrEqual(1e-11 * scale);
    });
    plain.forEach((values, index) => {
      const mean = values.reduce((sum, { npv }) => sum + npv, 0) / 4;
      const variance = values.reduce((sum, { npv }) => sum + (npv - mean) ** 2, 0) / 4;
      const tolerance = 1e-10 * values[0]!.absolute;
      expect(Math.abs(deviations[index]! - Math.sqrt(variance))).toBeLessThanOrEqual(tolerance);
    });
  });

  test('equal scenarios leave no deviation at all', async () => {
    const deviations = resultColumn(await value([0.03, 0.03, 0.03]), 'policies', 'std_dev');
    expect(Math.max(...deviations)).toBe(0);
  });
});
