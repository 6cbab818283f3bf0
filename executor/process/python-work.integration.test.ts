/** What a process that is kept has ready for the next job with Python. */
import process from 'node:process';
import type { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pythonFolder } from '../../engines-wasm/node/cache-folder.ts';
import { selfTestFolder } from '../capabilities/self-test.ts';
import type { FromProcess } from '../messages.ts';
import { pythonGraph } from '../testing/python-graph.ts';
import { StoredModels } from '../testing/stored-models.ts';
import { ProcessWork } from './process-work.ts';

let models: StoredModels;
/** Threads that were started since the test began, in this order. */
let started: Worker[];
const note = (thread: Worker): void => void started.push(thread);

beforeEach(() => {
  models = new StoredModels();
  started = [];
  process.on('worker', note);
});

afterEach(() => {
  process.off('worker', note);
  models[Symbol.dispose]();
});

test('a second job with Python takes the interpreter that the first has left ready', async () => {
  const work = new ProcessWork(
    { threads: 1, memoryMb: 2048, pythonCache: pythonFolder() },
    () => {},
  );
  const hashes: (string | null)[] = [];
  const run = async (): Promise<void> => {
    await work.do({ type: 'plan', task: await models.task(selfTestFolder, pythonGraph) });
    const { result } = (await work.do({ type: 'run' })) as Extract<
      FromProcess,
      { type: 'completed' }
    >;
    hashes.push(result.resultHash);
  };
  // The pool's thread, and what makes a snapshot where there is none.
  await run();
  await expect.poll(() => started.length).toBeGreaterThan(2);
  const spare = started.at(-1)!;
  const before = started.length;
  const ended = once(spare, 'exit');
  await run();
  await ended;
  await expect.poll(() => started.length).toBe(before + 1);
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
  expect(hashes[1]).toBe(hashes[0]);
  await started.at(-1)!.terminate();
}, 60_000);
