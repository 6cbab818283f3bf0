/** The reference cases: figures of the public engine, read where they lie, never copied. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { computeStatistics } from '../runtime/statistics/statistics.ts';
import { modelFiles, resultColumn, valueCsvModel, type CsvModel } from './csv-model.ts';
import { casePath, hasReferenceCases } from './reference-cases.ts';

type Row = readonly string[];

/** Rows of a CSV without quotes, the header first. */
function rows(text: string): Row[] {
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
}

function print(lines: readonly Row[]): string {
  return `${lines.map((line) => line.join(',')).join('\n')}\n`;
}

function readCase(name: string, keepPolicy: (row: Row) => boolean): CsvModel {
  const text = (file: string): string => readFileSync(casePath(name, `${file}.csv`), 'utf8');
  const model = Object.fromEntries(modelFiles.map((file) => [file, text(file)])) as CsvModel;
  const [header, ...policies] = rows(model.policies);
  return { ...model, policies: print([header!, ...policies.filter(keepPolicy)]) };
}

/** The model with its i-th scenario alone: a policy's mean is then its NPV. */
function withScenario(model: CsvModel, index: number): CsvModel {
  const [header, ...scenarios] = rows(model.scenarios);
  return { ...model, scenarios: print([header!, scenarios[index]!]) };
}

/** Sum of absolute discounted flows by policy under scenario 0: the scale of rounding errors. */
function scales(name: string): Map<string, number> {
  const byPolicy = new Map<string, number>();
  for (const row of rows(readFileSync(casePath(name, 'cashflows_scenario0.csv'), 'utf8')).slice(
    1,
  )) {
    const [policy, , , premium, death, , expenses, , factor] = row;
    const flows = (Number(premium) + Number(death) + Number(expenses)) * Number(factor);
    byPolicy.set(policy!, (byPolicy.get(policy!) ?? 0) + flows);
  }
  return byPolicy;
}

interface ValuationFile {
  readonly mean: number;
  readonly std_dev: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly cte_95: number;
  readonly scenario_npvs: readonly number[];
}

function readValuation(...parts: readonly string[]): ValuationFile {
  return JSON.parse(readFileSync(casePath(...parts), 'utf8')) as ValuationFile;
}

// The originals wrap ages at 256, hold the last age's rate without saying so, and stop after 50
// years; rows beyond the table or the 50 years are not what our schema allows.
const isValid = (row: Row): boolean => Number(row[1]) <= 120 && Number(row[5]) <= 50;

const cases = [
  { name: 'g1_sample10x10', policies: 10, hold: 'error' },
  { name: 'g2_bench100x10', policies: 100, hold: 'error' },
  { name: 'g4_edges', policies: 9, hold: 'hold' },
];

describe.skipIf(!hasReferenceCases())('reference case', () => {
  test.each(cases)('$name: NPV by policy and scenario', async ({ name, policies, hold }) => {
    const model = readCase(name, isValid);
    const ids = rows(model.policies)
      .slice(1)
      .map((row) => row[0]!);
    expect(ids).toHaveLength(policies);
    const expected = rows(readFileSync(casePath(name, 'npv_policy_scenario.csv'), 'utf8')).slice(1);
    const scale = scales(name);
    const scenarios = rows(model.scenarios).slice(1);
    let compared = 0;
    for (const [index, scenario] of scenarios.entries()) {
      const valuation = await valueCsvModel(withScenario(model, index), {
        projection: { extend: hold },
      });
      const npvs = resultColumn(valuation, 'policies', 'mean');
      for (const [policy, scenarioId, npv] of expected) {
        const row = ids.indexOf(policy!);
        if (scenarioId !== scenario[0] || row < 0) continue;
        const tolerance = 1e-12 * (scale.get(policy!) ?? 0);
        expect(
          Math.abs(npvs[row]! - Number(npv)),
          `policy ${policy}, scenario ${scenarioId}`,
        ).toBeLessThanOrEqual(tolerance);
        compared++;
      }
    }
    expect(compared).toBe(policies * scenarios.length);
  });

  test.each(cases.slice(0, 2))('$name: totals and statistics', async ({ name }) => {
    const valuation = await valueCsvModel(readCase(name, isValid));
    const expected = readValuation(name, 'valuation.json');
    const scale = [...scales(name).values()].reduce((sum, value) => sum + value, 0);
    const totals = resultColumn(valuation, 'scenarios', 'npv');
    expected.scenario_npvs.forEach((npv, index) => {
      expect(Math.abs(totals[index]! - npv)).toBeLessThanOrEqual(1e-11 * scale);
    });
    const { mean, stdDev, percentiles, cte95 } = valuation.result.statistics!;
    const pairs = [
      [mean, expected.mean],
      [stdDev, expected.std_dev],
      [percentiles['p50']!, expected.p50],
      [percentiles['p99']!, expected.p99],
      [cte95!, expected.cte_95],
    ] as const;
    for (const [found, figure] of pairs) {
      expect(Math.abs(found - figure)).toBeLessThanOrEqual(1e-11 * scale);
    }
  });

  test.each([1, 2, 3, 10, 19, 20, 21, 30, 41, 100, 1000])(
    'g5_statistics: statistics of %i scenarios',
    (count) => {
      const expected = readValuation('g5_statistics', `n${count}.json`);
      const found = computeStatistics(Float64Array.from(expected.scenario_npvs));
      const figures = {
        ...found.percentiles,
        mean: found.mean,
        std_dev: found.stdDev,
        cte_95: found.cte95!,
      };
      for (const [name, value] of Object.entries(figures)) {
        const figure = expected[name as keyof typeof figures];
        expect(Math.abs(value - figure), name).toBeLessThanOrEqual(1e-12 * Math.abs(expected.mean));
      }
    },
  );
});
