/** I1, I3: a valuation whose stages are cut at random over several runs has the bytes of one run. */
import { describe, expect, test } from 'vitest';
import type { BlockColumn, RunInputs } from '../../contracts/run-inputs.ts';
import { nodePlatform } from '../node/platform.ts';
import { pipelineNodes } from '../pipeline/default-pipeline.ts';
import { runValuation } from '../run-valuation.ts';
import { testEngines } from '../testing/fixture-engines.ts';
import {
  benchmarkPolicy,
  sampleConfig,
  sampleInputs,
  type SamplePolicy,
} from '../testing/sample-inputs.ts';
import { picks, SpreadFleet, type SpreadValuation } from '../testing/spread-fleet.ts';
import type { ValuationRequest } from '../valuation.ts';

type Changes = Readonly<Record<string, unknown>>;

/** Three units of rows and a bit: all with keys of their own but the last hundred. */
const policies = Array.from({ length: 900 }, (_, index): SamplePolicy => {
  const policy = benchmarkPolicy(index % 800);
  return index % 3 === 0 ? { ...policy, premium: 3 * policy.premium } : policy;
});
/** Every model point four times: what is left is three units and a bit. */
const alike = [1, 2, 5, 7].flatMap((times) =>
  policies.slice(0, 800).map((policy) => ({ ...policy, sumAssured: times * policy.sumAssured })),
);
const scenarios = { model: 'gbm', count: 300 };
const dynamicLapse = { slope: 5, floor: 0.3, cap: 3, reference: 0.03 };
const everything = { tables: ['scenarios', 'cash_flows', 'policies'] };
const worse = { name: 'x', set: { 'projection.lapseMultiplier': 1.5 }, policies: 'worse' };

interface Case {
  readonly name: string;
  readonly config: Changes;
  readonly inputs?: () => RunInputs;
  /** Stages that must have been spread, among others. */
  readonly spread: readonly string[];
}

const u32 = (name: string, values: Uint32Array): BlockColumn => {
  return { name, type: 'u32', values, shape: [values.length] };
};

function withColumns(chosen: readonly SamplePolicy[], ...columns: BlockColumn[]): RunInputs {
  const inputs = sampleInputs(chosen);
  return { ...inputs, policies: { columns: [...inputs.policies.columns, ...columns] } };
}

function grouped(chosen: readonly SamplePolicy[]): RunInputs {
  const products = ['endowment', 'term', 'whole life'];
  const group = Uint32Array.from(chosen, (_, row) => (row * 5) % products.length);
  const keys = [{ name: 'product_type', type: 'utf8', values: products } as const];
  const inputs = withColumns(chosen, u32('group', group), u32('segment', group));
  const segments = [
    u32('segment_group', Uint32Array.of(0, 1, 2)),
    u32('segment_class', new Uint32Array(3)),
  ];
  return {
    ...inputs,
    assumptions: { columns: [...inputs.assumptions.columns, ...segments] },
    groups: { count: products.length, keys },
  };
}

function guaranteed(chosen: readonly SamplePolicy[]): RunInputs {
  const values = Float64Array.from(chosen, (_, row) => 0.01 + (row % 4) / 200);
  const shape = [values.length];
  return withColumns(chosen, { name: 'reference_rate', type: 'f64', values, shape });
}

function rates(count: number, years: number): BlockColumn {
  const values = Float64Array.from({ length: count * years }, (_, index) => 0.01 + index / 1e6);
  return { name: 'rate', type: 'f64', values, shape: [count, years] };
}

function given(chosen: readonly SamplePolicy[], count: number): RunInputs {
  const inputs = sampleInputs(chosen);
  return { ...inputs, scenarios: { columns: [rates(count, inputs.horizonYears)] } };
}

function onCurve(chosen: readonly SamplePolicy[]): RunInputs {
  const inputs = sampleInputs(chosen);
  return { ...inputs, base: { columns: [rates(1, inputs.horizonYears)] } };
}

const fixture = {
  id: 'own',
  engine: 'wasm://misbehave',
  inputs: ['$policies'],
  outputs: ['bus://results/policies', 'bus://results/total'],
  config: { mode: 'well' },
};

const cases: readonly Case[] = [
  {
    name: 'lapses that follow nothing',
    config: { output: everything },
    spread: ['scenarios.generate', 'projection.discount', 'projection.project', 'projection.value'],
  },
  {
    name: 'lapses that follow one rate',
    config: { output: everything, projection: { dynamicLapse } },
    spread: ['projection.project', 'projection.value', 'projection.policies'],
  },
  {
    name: 'lapses that follow a rate of each policy',
    config: {
      output: everything,
      projection: { dynamicLapse: { ...dynamicLapse, reference: 'reference_rate' } },
    },
    inputs: () => guaranteed(policies),
    spread: ['projection.project', 'projection.policies'],
  },
  {
    name: 'policies behind model points',
    config: { output: everything },
    inputs: () => sampleInputs(alike),
    spread: ['projection.policies'],
  },
  {
    name: 'groups',
    config: { output: everything, groupBy: ['product_type'] },
    inputs: () => grouped(policies),
    spread: ['projection.project', 'projection.value'],
  },
  {
    name: 'a base curve',
    config: { scenarios: { ...scenarios, base: 'local://curve.csv' } },
    inputs: () => onCurve(policies),
    spread: ['projection.project', 'scenarios.generate'],
  },
  {
    name: 'sensitivities, one where it is worse',
    config: {
      sensitivities: [worse, { name: 'y', set: { 'projection.mortalityMultiplier': 1.1 } }],
    },
    spread: ['projection.policies'],
  },
  {
    name: 'scenarios of a file',
    config: { scenarios: { file: 'local://s.csv' } },
    inputs: () => given(policies, 200),
    spread: ['projection.discount'],
  },
  {
    name: 'a pipeline of one’s own, on policies as they are',
    config: { pipeline: { nodes: [...pipelineNodes(sampleConfig({ scenarios }))] } },
    inputs: () => sampleInputs(alike),
    spread: ['projection.project'],
  },
  {
    name: 'an engine of one’s own',
    config: { pipeline: { nodes: [fixture] }, output: { tables: ['policies', 'total'] } },
    spread: ['own.map'],
  },
];

function requestOf({ config, inputs }: Case): ValuationRequest {
  const read = inputs?.() ?? sampleInputs(policies);
  return {
    config: sampleConfig({ scenarios, ...config }),
    inputs: read,
    loadInputs: async () => read,
    engines: testEngines(),
    platform: nodePlatform(),
  };
}

function onThreads(request: ValuationRequest, threads: number): ValuationRequest {
  const { config } = request;
  return { ...request, config: { ...config, execution: { ...config.execution, threads } } };
}

async function spread(one: Case, seed: number): Promise<SpreadValuation> {
  const pick = picks(seed);
  await using fleet = new SpreadFleet(
    (worker) => onThreads(requestOf(one), worker + 1),
    2 + pick(2),
    pick,
  );
  return await fleet.value();
}

/** A projection that a solver has run again, over paths that Python makes. */
const solved: Case = {
  name: 'a graph',
  config: {
    scenarios: { fromNode: 'esg', count: 100 },
    pipeline: {
      nodes: [
        {
          id: 'esg',
          engine: 'python://esg',
          inputs: ['$normals'],
          outputs: ['bus://scenarios/rates'],
          config: {
            model: 'vasicek',
            innerPaths: 100,
            meanReversion: 0.2,
            volatility: 0.01,
            skeletons: [{ initial: 0.03, longTermMean: 0.04 }],
          },
        },
        {
          id: 'projection',
          engine: 'wasm://projection',
          inputs: ['$policies', '$assumptions', '$scenarios'],
          outputs: ['bus://results/scenarios'],
          config: { premiumMultiplier: 1 },
        },
        {
          id: 'solver',
          engine: 'python://solver',
          inputs: [],
          outputs: ['bus://results/solution'],
          config: {
            mode: 'target',
            objective: 'scenarios.npv.mean',
            target: 0,
            tolerance: 1e9,
            method: 'bisection',
            maxEvaluations: 3,
            parameters: [{ name: 'projection.premiumMultiplier', lower: 0.5, upper: 2 }],
          },
        },
      ],
    },
    output: { tables: ['scenarios', 'solution'] },
  },
  spread: ['projection.project'],
};

test('a graph with Python and a solver, spread, has the bytes of one run', async () => {
  const alone = await runValuation(requestOf(solved));
  expect(alone.result.partial).toBe(null);
  const { valuation, frontiers } = await spread(solved, 1);
  expect(valuation.result.resultHash).toBe(alone.result.resultHash);
  expect(valuation.tables).toEqual(alone.tables);
  const passes = frontiers.filter(({ label }) => label === 'projection.project');
  expect(passes.length).toBeGreaterThan(1);
}, 120_000);

describe('a valuation that is spread', () => {
  test.each(cases)('over $name has the bytes of one run', async (one) => {
    const alone = await runValuation(requestOf(one));
    for (const seed of [1, 2]) {
      const { valuation, frontiers } = await spread(one, seed);
      expect(valuation.result.resultHash).toBe(alone.result.resultHash);
      expect(valuation.result.runHash).toBe(alone.result.runHash);
      expect(valuation.tables).toEqual(alone.tables);
      expect(valuation.result.statistics).toEqual(alone.result.statistics);
      expect(valuation.result.base).toEqual(alone.result.base);
      expect(valuation.result.warnings).toEqual(alone.result.warnings);
      expect(frontiers.map(({ label }) => label)).toEqual(expect.arrayContaining([...one.spread]));
      expect(frontiers.map(({ stage }) => stage)).toEqual([...frontiers.keys()]);
    }
  });
});
