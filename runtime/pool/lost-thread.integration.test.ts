/** Threads that die in the middle of a run, and runs that are stopped: what breaks if X happens before Y? */
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { nodePlatform } from '../node/platform.ts';
import type { Platform, ThreadHandle } from '../platform.ts';
import { runValuation } from '../run-valuation.ts';
import { testEngines } from '../testing/fixture-engines.ts';
import { benchmarkPolicy, sampleConfig, sampleInputs } from '../testing/sample-inputs.ts';

const policies = Array.from({ length: 60_000 }, (_, index) => benchmarkPolicy(index));
const inputs = sampleInputs(policies);
const config = sampleConfig({
  scenarios: { model: 'gbm', count: 1000 },
  output: { tables: ['scenarios', 'cash_flows', 'policies'] },
  execution: { threads: 2 },
});

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
      terminate: () => void worker.terminate(),
    };
  };
  return { platform: { ...nodePlatform(), startThread }, workers };
}

describe('a run whose threads die', () => {
  const moments = [0, 1, 2, 4, 8].flatMap((delayMs) =>
    [1, 2].map((threads) => ({ delayMs, threads })),
  );

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
      let killed = 0;
      const { result } = await runValuation({
        ...request,
        platform,
        onProgress: (event) => {
          if (event.kind !== 'stage' || event.stage !== 'projection.project' || killed > 0) return;
          killed++;
          setTimeout(() => void workers[0]!.terminate(), delayMs);
        },
      });
      expect(killed).toBe(1);
      expect(result.resultHash).toBe(expected.result.resultHash);
    },
  );

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
