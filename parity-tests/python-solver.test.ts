/** The pipeline that prices: the premium at which the portfolio breaks even, solved for by python://solver. */
import { afterAll, expect, test } from 'vitest';
import type { RunConfig } from '../contracts/config.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import { testEngines } from '../runtime/testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../runtime/testing/sample-inputs.ts';
import type { Valuation } from '../runtime/valuation.ts';

const platform = nodePlatform();
afterAll(async () => await platform.python?.[Symbol.asyncDispose]());

const inputs = sampleInputs(Array.from({ length: 40 }, (_, index) => benchmarkPolicy(index)));
const scenarios = { model: 'gbm', count: 100, seed: 3, parameters: {} };

test('finds the premium at which the mean is 0, and leaves the projection there', async () => {
  // NPVs are linear in the premium, so two runs tell where they are 0.
  const [one, two] = [mean(await value(1)), mean(await value(2))];
  const expected = 1 - one / (two - one);
  const solver = {
    id: 'price',
    engine: 'python://solver',
    inputs: ['bus://results/scenarios'],
    outputs: ['bus://results/solution'],
    config: {
      mode: 'target',
      objective: 'scenarios.npv.mean',
      target: 0,
      tolerance: 1e-6,
      parameters: [{ name: 'projection.premiumMultiplier', lower: 0, upper: 100 }],
    },
  };
  const solved = await run(1, [solver], ['scenarios', 'solution']);
  const solution = column(solved, 'solution', 'value');
  expect(solution[0]! / expected).toBeCloseTo(1, 9);
  expect(Math.abs(mean(solved))).toBeLessThan(1e-6);
  expect(solved.result).toMatchObject({ partial: null, warnings: [] });
  expect(column(solved, 'scenarios', 'npv')).toEqual(
    column(await value(solution[0]!), 'scenarios', 'npv'),
  );
});

async function value(premiumMultiplier: number): Promise<Valuation> {
  return await run(premiumMultiplier, [], ['scenarios']);
}

async function run(
  premiumMultiplier: number,
  further: readonly object[],
  tables: readonly string[],
): Promise<Valuation> {
  const projection = {
    id: 'projection',
    engine: 'wasm://projection',
    inputs: ['$policies', '$assumptions', '$scenarios'],
    outputs: ['bus://results/scenarios'],
    config: { premiumMultiplier },
  };
  const pipeline = { nodes: [projection, ...further] };
  const config: RunConfig = sampleConfig({ scenarios, pipeline, output: { tables } });
  return await runValuation({ config, inputs, engines: testEngines(), platform });
}

function column({ tables }: Valuation, table: string, name: string): ArrayLike<number> {
  const columns = tables.find((one) => one.name === table)!.columns;
  return columns.find((one) => one.name === name)!.values as Float64Array;
}

function mean(valuation: Valuation): number {
  const npv = Array.from(column(valuation, 'scenarios', 'npv'));
  return npv.reduce((sum, one) => sum + one, 0) / npv.length;
}
