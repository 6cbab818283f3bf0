/** Threads that die in the middle of a run, and runs that are stopped: what breaks if X happens before Y? */
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { nodePlatform } from '../node/platform.ts';
import type { Platform, ThreadHandle } from '../platform.ts';
import type { ProgressEvent } from '../../contracts/progress.ts';
import { pipelineNodes } from '../pipeline/default-pipeline.ts';
import { PreparedRun } from '../prepared-run.ts';
import { planValuation, startPool } from '../plan-valuation.ts';
import { runValuation } from '../run-valuation.ts';
import { testEngines } from '../testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../testing/sample-inputs.ts';

const policies = Array.from({ length: 400_000 }, (_, index) => benchmarkPolicy(index));
const inputs = sampleInputs(policies);
const grouped = sampleConfig({
  scenarios: { model: 'gbm', count: 1000 },
  output: { tables: ['scenarios', 'cash_flows', 'policies'] },
  execution: { threads: 2 },
});
/** The same as a pipeline of one's own, whose rows are policies: of model points there are only 840. */
const config = { ...grouped, pipeline: { nodes: [...pipelineNodes(grouped)] } };

/** Threads as Node's platform starts them, and the workers behind them, so that they can be killed. */
function killablePlatform(): { platform: Platform; workers: Worker[] } {
  const workers: Worker[] = [];
  const startThread = (): ThreadHandle => {
    const worker = new Worker(new URL('../node/thread-entry.ts', import.meta.url));
    workers.push(worker);
    return {
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => void worker.on('message', listener),
      onLost: (listener) => void worker.on('exit', (code) => listener(`exit ${code}`)),
      terminate: async () => void (await worker.terminate()),
    };
  };
  return { platform: { ...nodePlatform(), startThread }, workers };
}

describe('a run whose threads die', () => {
  const moments = [0, 1, 2, 4, 8].flatMap((delayMs) =>
    [1, 2].map((threads) => ({ delayMs, threads })),
  );

  /** Whether each thread was gone before the stage had ended, as far as this side can tell. */
  const diedInside: boolean[] = [];

  test.each(moments)(
    'has the same bytes when one of $threads dies $delayMs ms into it',
    async (moment) => {
      const { delayMs, threads } = moment;
      const request = {
        config: { ...config, execution: { ...config.execution, threads } },
        inputs,
        engines: testEngines(),
        unitsPerChunk: 1,
      };
      const expected = await runValuation({ ...request, platform: nodePlatform() });
      const { platform, workers } = killablePlatform();
      let stage = '';
      let diedDuring = '';
      const { result } = await runValuation({
        ...request,
        platform,
        onProgress: (event) => {
          if (event.kind !== 'stage') return;
          stage = event.stage;
          if (stage !== 'projection.project') return;
          workers[0]!.once('exit', () => (diedDuring ||= stage));
          setTimeout(() => void workers[0]!.terminate(), delayMs);
        },
      });
      diedInside.push(diedDuring === 'projection.project');
      expect(result.resultHash).toBe(expected.result.resultHash);
    },
  );

  test('and most of them did die in the middle of the stage', () => {
    expect(diedInside).toHaveLength(moments.length);
    expect(diedInside.filter(Boolean).length).toBeGreaterThan(moments.length / 2);
  });

  test('ends with an error when no thread can stay alive', async () => {
    const { platform, workers } = killablePlatform();
    const killing = setInterval(() => void workers.at(-1)?.terminate(), 1);
    try {
      const run = runValuation({ config, inputs, engines: testEngines(), platform });
      await expect(run).rejects.toMatchObject({
        code: 'THREAD_LOST',
        blame: 'us',
        retryable: true,
      });
    } finally {
      clearInterval(killing);
    }
  });
});

describe('a pool', () => {
  test('serves one run after the other', async () => {
    const request = { config, inputs, engines: testEngines(), platform: nodePlatform() };
    using pool = startPool(config, request.platform);
    const first = await runValuation({ ...request, pool });
    const other = {
      ...request,
      config: { ...config, output: { ...config.output, tables: ['policies'] } },
    };
    const second = await runValuation({ ...other, pool });
    const third = await runValuation({ ...request, pool });
    expect(third.result.resultHash).toBe(first.result.resultHash);
    const columns = first.result.columns.filter(({ name }) => name.startsWith('policies.'));
    expect(second.result.columns).toEqual(columns);
  });
});

describe('a pool that was stopped in the middle of its work', () => {
  test('is not used again, because its threads may still be inside chunks', async () => {
    const request = { config, inputs, engines: testEngines(), platform: nodePlatform() };
    using pool = startPool(config, request.platform);
    const plan = await planValuation({ ...request, pool, unitsPerChunk: 1 });
    const stopping = new AbortController();
    const run = await PreparedRun.open(plan, inputs, { ...request, pool, signal: stopping.signal });
    const onProgress = (event: ProgressEvent): void => {
      if (event.stage === 'projection.project') stopping.abort(new Error('enough'));
    };
    await expect(run.execute({ signal: stopping.signal, onProgress })).rejects.toThrow('enough');
    const { signal } = new AbortController();
    const again = run.execute({ signal, onProgress: () => {} });
    await expect(again).rejects.toThrow('A pool that was stopped is used again.');
  });
});

describe('threads that cannot be set up', () => {
  /** Every thread but the first `well` answers as if the program could not be set up. */
  function refusingPlatform(well: number): Platform {
    const platform = nodePlatform();
    let started = 0;
    const startThread = (): ThreadHandle => {
      const thread = platform.startThread();
      if (started++ < well) return thread;
      let answer: (message: unknown) => void = () => {};
      const error = { code: 'ENGINE_INVALID', message: 'cannot be instantiated' };
      return {
        ...thread,
        post: (message) => {
          const { programNumber } = message as { programNumber: number };
          queueMicrotask(() => answer({ kind: 'refused', programNumber, error }));
        },
        onMessage: (listener) => (answer = listener),
      };
    };
    return { ...platform, startThread };
  }

  test('end the run at its start', async () => {
    const run = runValuation({
      config,
      inputs,
      engines: testEngines(),
      platform: refusingPlatform(1),
    });
    await expect(run).rejects.toMatchObject({ code: 'ENGINE_INVALID' });
  });

  test('end the run in the middle, when they were to replace one that trapped', async () => {
    const node = {
      id: 'bad',
      engine: 'wasm://misbehave',
      inputs: ['$policies'],
      outputs: ['bus://results/policies', 'bus://results/total'],
      config: { mode: 'trapOnce' },
    };
    const single = sampleConfig({
      pipeline: { nodes: [node] },
      output: { tables: ['policies'] },
      execution: { threads: 1, deadlineMs: 20_000 },
    });
    const run = runValuation({
      config: single,
      inputs,
      engines: testEngines(),
      platform: refusingPlatform(1),
    });
    await expect(run).rejects.toMatchObject({ code: 'ENGINE_INVALID' });
  });
});

describe('a run that is stopped', () => {
  test.each(['prepare', 'scenarios.generate', 'projection.project'])(
    'during %s ends with CANCELLED',
    async (stage) => {
      const stopping = new AbortController();
      if (stage === 'prepare') stopping.abort();
      const run = runValuation({
        config,
        inputs,
        engines: testEngines(),
        platform: nodePlatform(),
        unitsPerChunk: 1,
        signal: stopping.signal,
        onProgress: (event) => {
          if (event.stage === stage) stopping.abort();
        },
      });
      const error = await run.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(LiveCalcError);
      expect(error).toMatchObject({ code: 'CANCELLED' });
    },
  );
});
