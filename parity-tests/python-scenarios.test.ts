/** python://esg without nesting and wasm://scenarios are two writings of one model: their results agree. */
import { afterAll, describe, expect, test } from 'vitest';
import type { RunConfig } from '../contracts/config.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import { testEngines } from '../runtime/testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../runtime/testing/sample-inputs.ts';

const count = 300;
const seed = 7;
const platform = nodePlatform();
afterAll(async () => await platform.python?.[Symbol.asyncDispose]());

const inputs = sampleInputs(Array.from({ length: 40 }, (_, index) => benchmarkPolicy(index)));

interface Model {
  readonly model: 'vasicek' | 'cir';
  readonly initial: number;
  readonly longTermMean: number;
  readonly meanReversion: number;
  readonly volatility: number;
  readonly max?: number;
}

const vasicek: Model = {
  model: 'vasicek',
  initial: 0.03,
  longTermMean: 0.045,
  meanReversion: 0.15,
  volatility: 0.01,
};

describe('rates around one skeleton', () => {
  test.each([
    ['vasicek', vasicek],
    ['vasicek, clamped', { ...vasicek, max: 0.04 }],
    ['cir', { ...vasicek, model: 'cir', meanReversion: 0.5, volatility: 0.03 }],
  ] satisfies [string, Model][])('value the portfolio to the same bits: %s', async (_, model) => {
    const expected = await npvs(generated(model));
    expect(await npvs(aroundSkeleton(model))).toEqual(expected);
    expect(new Set(expected).size).toBe(count);
  });

  test('agree to rounding where CIR draws by its second branch', async () => {
    const model: Model = { ...vasicek, model: 'cir', volatility: 0.2 };
    const expected = await npvs(generated(model));
    const found = await npvs(aroundSkeleton(model));
    const worst = found.map((npv, scenario) => Math.abs(npv / expected[scenario]! - 1));
    expect(Math.max(...worst)).toBeLessThan(1e-11);
    expect(found).not.toEqual(expected);
  });
});

const output = { tables: ['scenarios'] };
const projection = {
  id: 'projection',
  engine: 'wasm://projection',
  inputs: ['$policies', '$assumptions', '$scenarios'],
  outputs: ['bus://results/scenarios'],
};

function generated({ model, ...parameters }: Model): RunConfig {
  const scenarios = { model, count, seed, parameters };
  return sampleConfig({ scenarios, pipeline: { nodes: [projection] }, output });
}

function aroundSkeleton({ initial, longTermMean, ...config }: Model): RunConfig {
  const esg = {
    id: 'esg',
    engine: 'python://esg',
    inputs: ['$normals'],
    outputs: ['bus://scenarios/rates'],
    config: { ...config, innerPaths: count, skeletons: [{ initial, longTermMean }] },
  };
  const scenarios = { fromNode: 'esg', count, seed };
  return sampleConfig({ scenarios, pipeline: { nodes: [esg, projection] }, output });
}

async function npvs(config: RunConfig): Promise<number[]> {
  const { tables } = await runValuation({ config, inputs, engines: testEngines(), platform });
  return Array.from(tables[0]!.columns[1]!.values as Float64Array);
}
