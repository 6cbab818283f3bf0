/** A valuation of model points is the valuation of their policies. */
import { describe, expect, test } from 'vitest';
import type { RunConfig } from '../../contracts/config.ts';
import type { Table } from '../../contracts/table.ts';
import { nodePlatform } from '../node/platform.ts';
import { pipelineNodes } from '../pipeline/default-pipeline.ts';
import { runValuation } from '../run-valuation.ts';
import { testEngines } from '../testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../testing/sample-inputs.ts';
import type { Valuation } from '../valuation.ts';

/** Every policy of the first 840 comes again in the next 840, with the same amounts. */
const policies = Array.from({ length: 3000 }, (_, index) => benchmarkPolicy(index));
const modelPoints = 840;

function value(config: RunConfig, chosen = policies): Promise<Valuation> {
  const inputs = sampleInputs(chosen);
  return runValuation({ config, inputs, engines: testEngines(), platform: nodePlatform() });
}

/** As a pipeline of one's own, which is given every policy as a row. */
function ungrouped(config: RunConfig): RunConfig {
  return { ...config, pipeline: { nodes: [...pipelineNodes(config)] } };
}

function numbers(tables: readonly Table[], table: string, name: string): number[] {
  const found = tables.find((candidate) => candidate.name === table)!.columns;
  return [...found.find((column) => column.name === name)!.values].map(Number);
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  found.forEach((one, index) => {
    expect(Math.abs(one - expected[index]!)).toBeLessThanOrEqual(1e-11 * scale);
  });
}

const config = sampleConfig({ scenarios: { model: 'gbm', count: 70 } });

describe('a portfolio in which policies agree', () => {
  test('has the values of its policies, one by one', async () => {
    const [points, plain] = [await value(config), await value(ungrouped(config))];

    expect(points.result.modelPointCount).toBe(modelPoints);
    expect(plain.result.modelPointCount).toBe(policies.length);
    expect(points.result.policyCount).toBe(policies.length);
    for (const [table, column] of [
      ['scenarios', 'npv'],
      ['cash_flows', 'lives'],
      ['cash_flows', 'net'],
    ] as const) {
      expectNear(numbers(points.tables, table, column), numbers(plain.tables, table, column));
    }
  });

  test('says so in the policies’ own table too, in the order of the file', async () => {
    const asked = sampleConfig({ scenarios: config.scenarios, output: { tables: ['policies'] } });
    const [points, plain] = [await value(asked), await value(ungrouped(asked))];

    for (const column of ['policy_id', 'mean', 'std_dev']) {
      expectNear(
        numbers(points.tables, 'policies', column),
        numbers(plain.tables, 'policies', column),
      );
    }
  });

  test('has the same bits in whatever order it stands, as far as its amounts add up exactly', async () => {
    const [forwards, backwards] = [await value(config), await value(config, policies.toReversed())];

    expect(backwards.result.resultHash).toBe(forwards.result.resultHash);
    expect(backwards.result.runHash).not.toBe(forwards.result.runHash);
  });

  test('reports the engine that grouped it and the time that took', async () => {
    const { result } = await value(config);

    expect(result.engines.map(({ name }) => name)).toContain('compress');
    expect(Object.keys(result.timings).slice(0, 2)).toEqual(['compress', 'prepare']);
  });
});

test('a portfolio in which nothing groups has the bits it has without grouping', async () => {
  const distinct = policies.slice(0, modelPoints);
  const [looked, plain] = [await value(config, distinct), await value(ungrouped(config), distinct)];

  expect(looked.result.modelPointCount).toBe(modelPoints);
  expect(looked.result.resultHash).toBe(plain.result.resultHash);
  expect(looked.result.engines.map(({ name }) => name)).toContain('compress');
  expect(plain.result.engines.map(({ name }) => name)).not.toContain('compress');
});
