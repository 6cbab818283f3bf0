import { describe, expect, it } from 'vitest';
import { runConfigSchema, type RunConfigInput } from '../config.ts';
import { parseDag } from './parse-dag.ts';
import { changedDag, esgDag, plainDag } from './testing/sample-dags.ts';

const ofSources = {
  policies: 'local://policies.parquet',
  assumptions: {
    mortality: 'local://tables/mortality.csv',
    lapse: 'local://lapse.csv',
    expenses: 'local://expenses.csv',
  },
} as const;

function config(dag: unknown): ReturnType<typeof runConfigSchema.parse> {
  return runConfigSchema.parse(parseDag(dag, 'dag.json').config);
}

function asWritten(written: RunConfigInput): ReturnType<typeof runConfigSchema.parse> {
  return runConfigSchema.parse(written);
}

describe('a projection alone', () => {
  it('is the plain valuation of the other spelling', () => {
    expect(config(plainDag)).toEqual(
      asWritten({
        ...ofSources,
        scenarios: { model: 'gbm', count: 100, seed: 7, parameters: { volatility: 0.1 } },
        projection: { lapseMultiplier: 1.1 },
        output: { dir: 'results', format: 'csv', tables: ['scenarios', 'cash_flows'] },
      }),
    );
  });

  it('reads scenarios from a file, with what is said of them', () => {
    const dag = changedDag(plainDag, (one) => {
      one.engines = [
        {
          ...one.engines[1],
          inputs: ['scenarios', 'policies', 'mortality', 'lapse', 'expenses', 'base'],
        },
      ];
      one.data_sources['scenarios'] = { type: 'arrow', path: 'rates.feather' };
      one.data_sources['base'] = { type: 'csv', path: 'curve.csv' };
      one['scenarios'] = { values: 'discountFactors', beyond: 'hold', measure: 'riskNeutral' };
    });
    expect(config(dag).scenarios).toEqual({
      file: 'local://rates.feather',
      values: 'discountFactors',
      beyond: 'hold',
      measure: 'riskNeutral',
      base: 'local://curve.csv',
      seed: 42,
    });
  });

  it('with a policy of its own is a pipeline, whose node has the parameters and whose tables the rest', () => {
    const dag = changedDag(plainDag, (one) => {
      Object.assign(one.engines[1]!, { timeout_ms: 1000, outputs: ['scenarios', 'policies'] });
      one.engines[1]!['config'] = {
        lapseMultiplier: 1.1,
        mortality: { multiply: [1, 0.9], cap: 0.5 },
        extend: 'hold',
        dynamicLapse: { slope: 5, floor: 0.3, cap: 3, reference: 'reference_rate' },
      };
    });
    const { projection, pipeline, output } = config(dag);
    expect(projection).toMatchObject({ mortality: { multiply: [1, 0.9] }, extend: 'hold' });
    expect(projection).toMatchObject({ lapseMultiplier: 1, mortality: { cap: 1 } });
    const [node] = pipeline?.nodes ?? [];
    expect(node).toMatchObject({
      timeoutMs: 1000,
      inputs: ['$policies', '$assumptions', '$scenarios'],
      outputs: ['bus://results/scenarios', 'bus://projection/cash_flows', 'bus://results/policies'],
      config: {
        lapseMultiplier: 1.1,
        mortality: { floor: 0, cap: 0.5 },
        lapseReference: 'column',
        dynamicLapse: { slope: 5, floor: 0.3, cap: 3 },
      },
    });
    expect(output.tables).toEqual(['scenarios', 'policies']);
  });
});

describe('a graph', () => {
  it('has the nodes, references and policies of the other spelling', () => {
    expect(config(esgDag)).toEqual(
      asWritten({
        ...ofSources,
        data: { curve: 'local://curve.csv' },
        scenarios: { fromNode: 'esg', count: 50, seed: 3 },
        engines: {
          mine: {
            module: 'local://mine.py',
            wheels: [{ file: 'local://a.whl', sha256: 'a'.repeat(64) }],
          },
        },
        pipeline: {
          nodes: [
            {
              id: 'esg',
              engine: 'python://esg',
              inputs: ['$normals', '$data.curve'],
              outputs: ['bus://scenarios/rates'],
              config: { model: 'vasicek' },
            },
            {
              id: 'projection',
              engine: 'wasm://projection',
              inputs: ['$policies', '$assumptions', '$scenarios'],
              outputs: ['bus://results/scenarios'],
              config: config(esgDag).pipeline!.nodes[1]!.config,
            },
            {
              id: 'solver',
              engine: 'python://solver',
              inputs: ['bus://results/scenarios', '$assumptions', '$scenarios'],
              outputs: ['bus://results/solution'],
              config: { target: 0 },
              when: [
                { node: 'projection', is: 'succeeded' },
                { metric: 'scenarios.npv.mean', atLeast: -5, below: 5 },
              ],
              optional: true,
              timeoutMs: 2000,
              onError: { retry: { attempts: 3, backoffMs: 10 }, otherwise: { node: 'simple' } },
              breakpoint: 'before',
            },
            {
              id: 'simple',
              engine: 'python://mine',
              inputs: ['bus://results/scenarios'],
              outputs: ['bus://simple/solution'],
            },
          ],
        },
        execution: { threads: 2, deadlineMs: 1000, memoryMb: 100, integrity: true },
        output: { tables: ['scenarios', 'solution'] },
      }),
    );
  });

  it('makes tables of the outputs that are asked for, and of no others', () => {
    const dag = changedDag(esgDag, (one) => {
      one['output'] = { tables: ['simple.solution'] };
    });
    const { output, pipeline } = config(dag);
    expect(output.tables).toEqual(['solution']);
    expect(pipeline?.nodes.flatMap(({ outputs }) => outputs)).toEqual([
      'bus://scenarios/rates',
      'bus://projection/scenarios',
      'bus://solver/solution',
      'bus://results/solution',
    ]);
  });

  it('leaves the spelling of references to those who know one', () => {
    const dag = changedDag(plainDag, (one) => {
      one.data_sources['mortality'] = { type: 'csv', path: 'assumptions://qx:latest' };
    });
    expect(parseDag(dag, 'dag.json').config.assumptions.mortality).toBe('assumptions://qx:latest');
  });
});
