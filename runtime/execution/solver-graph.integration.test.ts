/** Nodes that a Python engine has run again: which, how often, and where they stand afterwards. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RecordedNode } from '../../contracts/execution-record.ts';
import { nodeEngines } from '../../engines-wasm/node/engine-files.ts';
import { nodePlatform } from '../node/platform.ts';
import type { PythonRuntime } from '../../engines-wasm/python/interpreter.ts';
import { planValuation, startPool } from '../plan-valuation.ts';
import type { Platform } from '../platform.ts';
import { PreparedRun } from '../prepared-run.ts';
import { pythonEngines } from '../python/run-engines.ts';
import { runValuation } from '../run-valuation.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../testing/sample-inputs.ts';
import type { Valuation, ValuationRequest } from '../valuation.ts';

const platform = nodePlatform();
const inputs = sampleInputs(Array.from({ length: 300 }, (_, index) => benchmarkPolicy(index)));
const testing = path.join(import.meta.dirname, '..', 'testing');
const engines = nodeEngines({
  tries: path.join(testing, 'tries.py'),
  fragile: path.join(testing, 'fragile.py'),
});

const rates = {
  id: 'rates',
  engine: 'wasm://scenarios',
  outputs: ['bus://scenarios/rates'],
  config: { volatility: 0.01 },
};

function projection(premiumMultiplier: number) {
  return {
    id: 'projection',
    engine: 'wasm://projection',
    inputs: ['$policies', '$assumptions', 'bus://scenarios/rates'],
    outputs: ['bus://results/scenarios'],
    config: { premiumMultiplier },
  };
}

function tries(values: readonly number[], changes: Readonly<Record<string, unknown>> = {}) {
  const { config, ...policy } = { config: {}, ...changes };
  return {
    id: 'tries',
    engine: 'python://tries',
    outputs: ['bus://results/seen'],
    config: {
      parameter: 'projection.premiumMultiplier',
      metric: 'scenarios.npv.mean',
      values,
      ...config,
    },
    ...policy,
  };
}

function fragile(config: Readonly<Record<string, number>>) {
  const outputs = ['bus://results/made'];
  return { id: 'fragile', engine: 'python://fragile', outputs, config };
}

function value(nodes: readonly object[], tables: readonly string[]): Promise<Valuation> {
  const config = sampleConfig({
    pipeline: { nodes },
    output: { tables },
    execution: { threads: 2, deadlineMs: 120_000 },
  });
  return runValuation({ config, inputs, engines, platform });
}

function nodeOf({ report }: Valuation, id: string): RecordedNode {
  return report.nodes.find((one) => one.id === id)!;
}

function npvHash({ result }: Valuation): string | undefined {
  return result.columns.find(({ name }) => name === 'scenarios.npv')?.sha256;
}

async function plainNpvHash(premiumMultiplier: number): Promise<string | undefined> {
  return npvHash(await value([rates, projection(premiumMultiplier)], ['scenarios']));
}

describe('nodes before a solver', () => {
  test('run again only where their parameters or inputs are others', async () => {
    // The first value is the configured one, and 2 comes twice in a row.
    const valuation = await value([rates, projection(1), tries([1, 2, 2, 0.5])], ['seen']);
    expect(nodeOf(valuation, 'rates')).toMatchObject({ evaluations: 0 });
    // To 2, to 0.5, and back to 2, which was best.
    expect(nodeOf(valuation, 'projection')).toMatchObject({ evaluations: 3 });
    const [first, second, third] = valuation.tables[0]!.columns.find(
      ({ name }) => name === 'metric',
    )!.values as Float64Array;
    expect(second).toBe(third);
    expect(second).not.toBe(first);
  });

  test('run again with what leads to them', async () => {
    const volatility = { parameter: 'rates.volatility' };
    const solver = tries([0.02, 0.03], { config: volatility });
    const valuation = await value([rates, projection(1), solver], ['seen']);
    expect(nodeOf(valuation, 'rates').evaluations).toBeGreaterThan(1);
    expect(nodeOf(valuation, 'projection').evaluations).toBe(
      nodeOf(valuation, 'rates').evaluations,
    );
  });

  test('stand at its solution, with the bits of a run that was asked for it', async () => {
    const valuation = await value([rates, projection(1), tries([2, 0.5])], ['scenarios', 'seen']);
    expect(valuation.result.partial).toBeNull();
    expect(npvHash(valuation)).toBe(await plainNpvHash(2));
  });

  test('are read by others when it has ended', async () => {
    const reader = {
      id: 'reader',
      engine: 'wasm://projection',
      inputs: ['$policies', '$assumptions', 'bus://scenarios/rates'],
      outputs: ['bus://results/other'],
    };
    const solver = tries([0.02, 0.005], { config: { parameter: 'rates.volatility' } });
    const valuation = await value([reader, rates, projection(1), solver], ['other', 'seen']);
    const [seen, read] = ['tries', 'reader'].map((id) => nodeOf(valuation, id));
    expect(read!.startedMs).toBeGreaterThanOrEqual(seen!.startedMs + seen!.ms);
  });

  test('stand as they were configured where it fails', async () => {
    const solver = tries([2, 0.5], { config: { end: 'fail' } });
    const valuation = await value([rates, projection(1), solver], ['scenarios', 'seen']);
    expect(nodeOf(valuation, 'tries')).toMatchObject({
      status: 'failed',
      failure: {
        code: 'EXECUTION_FAILED',
        traceback: expect.stringContaining('tries.py') as string,
      },
    });
    expect(valuation.result).toMatchObject({
      resultHash: null,
      partial: { missingTables: ['seen'] },
    });
    expect(npvHash(valuation)).toBe(await plainNpvHash(1));
  });

  test('stand at the best that it has found where its time is over', async () => {
    const solver = tries([2, 0.5], { config: { end: 'loop' }, timeoutMs: 6000 });
    const valuation = await value([rates, projection(1), solver], ['scenarios', 'seen']);
    expect(nodeOf(valuation, 'tries')).toMatchObject({ status: 'succeeded', isPartial: true });
    expect(valuation.result.resultHash).toBeNull();
    expect(valuation.result.partial!.reasons).toEqual([
      'node "tries" was stopped before it had finished',
    ]);
    expect(npvHash(valuation)).toBe(await plainNpvHash(2));
  });

  test('stand as they were where it returns nothing when its time is over', async () => {
    const solver = tries([2, 0.5], { config: { end: 'hang' }, timeoutMs: 4000 });
    const valuation = await value([rates, projection(1), solver], ['scenarios']);
    expect(nodeOf(valuation, 'tries')).toMatchObject({
      status: 'timedOut',
      failure: { code: 'TIMEOUT', traceback: expect.stringContaining('tries.py') as string },
    });
    expect(npvHash(valuation)).toBe(await plainNpvHash(1));
  });

  test('that are Python begin anew after one has failed', async () => {
    const config = {
      parameter: 'fragile.value',
      metric: 'made.value.max',
      skipsFailures: true,
    };
    const nodes = [fragile({ value: 1 }), tries([-1, 3], { config })];
    const { result, tables } = await value(nodes, ['made', 'seen']);
    expect(result.partial).toBeNull();
    const made = tables[0]!.columns.find(({ name }) => name === 'value');
    expect([...made!.values]).toEqual([3]);
  });

  test('are run again by two solvers one after the other', async () => {
    const second = { ...tries([3, 0.1]), id: 'again', outputs: ['bus://results/seen_again'] };
    const nodes = [second, tries([2, 0.5]), rates, projection(1)];
    const valuation = await value(nodes, ['scenarios', 'seen', 'seen_again']);
    expect(valuation.result.partial).toBeNull();
    const [one, other] = ['again', 'tries'].map((id) => nodeOf(valuation, id));
    expect(other!.startedMs).toBeGreaterThanOrEqual(one!.startedMs + one!.ms);
    expect(npvHash(valuation)).toBe(await plainNpvHash(2));
  });
});

describe('what a solver asks for', () => {
  test.each([
    [
      'a node that there is not',
      { parameter: 'projektion.premiumMultiplier' },
      'Was projection meant?',
    ],
    ['a parameter that is no number', { parameter: 'projection.premiumTiming' }, 'is no number'],
    ['a parameter that leads to nothing it asks for', { parameter: 'tries.values' }, 'depends on'],
    ['a metric that there is not', { metric: 'scenarios.npw.mean' }, 'has no column "npw"'],
    ['a value that the engine does not take', { values: [-1] }, 'premiumMultiplier'],
  ])('%s is an error', async (_, config, words) => {
    const solver = tries([2], { config });
    await expect(value([rates, projection(1), solver], ['seen'])).rejects.toThrow(words);
  });
});

describe('Python engines of a run', () => {
  function counting(): { platform: Platform; taken: () => number } {
    let count = 0;
    const python: PythonRuntime = {
      take: () => {
        count++;
        return platform.python!.take();
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    return { platform: { ...platform, python }, taken: () => count };
  }

  function request(nodes: readonly object[], changes: Partial<ValuationRequest> = {}) {
    const execution = { threads: 1, deadlineMs: 120_000 };
    const config = sampleConfig({ pipeline: { nodes }, output: { tables: ['made'] }, execution });
    return { config, inputs, engines, platform, ...changes };
  }

  test('run in the interpreter that has planned them, also where defaults complete a config', async () => {
    const counted = counting();
    await runValuation(request([fragile({})], { platform: counted.platform }));
    expect(counted.taken()).toBe(1);
  });

  test('end with the run while they are still being initialized', async () => {
    const stop = new AbortController();
    const { signal } = stop;
    const taken = Promise.withResolvers<void>();
    const python: PythonRuntime = {
      take: async () => {
        const interpreter = await platform.python!.take();
        return {
          memoryBytes: 0,
          open: async (...given) => {
            const info = await interpreter.open(...given);
            taken.resolve();
            return info;
          },
          initialize: (...given) => interpreter.initialize(...given),
          run: (...given) => interpreter.run(...given),
          stop: () => interpreter.stop(),
          [Symbol.asyncDispose]: () => interpreter[Symbol.asyncDispose](),
        };
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const endless = request([fragile({ value: 0 })], { platform: { ...platform, python }, signal });
    const run = runValuation(endless);
    await taken.promise;
    stop.abort();
    await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('a run of which all is needed', () => {
  async function execute(nodes: readonly object[], tables: readonly string[]): Promise<unknown> {
    const config = sampleConfig({
      pipeline: { nodes },
      output: { tables },
      execution: { threads: 1 },
    });
    const request = { config, inputs, engines, platform };
    using pool = startPool(config, platform);
    await using python = pythonEngines(request);
    const { signal } = new AbortController();
    const plan = await planValuation({ ...request, pool, python });
    const run = await PreparedRun.open(plan, inputs, { pool, platform, signal, python });
    return await run.execute({ signal, onProgress: () => {} });
  }

  test('is none where a node was stopped before it had finished', async () => {
    const config = { parameter: 'fragile.value', metric: 'made.value.max', end: 'partial' };
    const run = execute([fragile({ value: 1 }), tries([2], { config })], ['made', 'seen']);
    await expect(run).rejects.toThrow('node "tries" was stopped before it had finished');
  });

  test('is none where a condition leaves out what is asked for', async () => {
    const when = { metric: 'other.value.max', above: 5 };
    const other = { ...fragile({ value: 1 }), id: 'other', outputs: ['bus://results/other'] };
    const run = execute([{ ...fragile({ value: 2 }), when }, other], ['made']);
    await expect(run).rejects.toMatchObject({
      code: 'PIPELINE_INVALID',
      message: expect.stringContaining('"made"') as string,
    });
  });
});
