/** What ends a run, and that it ends no other. */
import { existsSync } from 'node:fs';
import { wholeResultHash } from '../contracts/whole-result.ts';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { selfTestFolder } from './capabilities/self-test.ts';
import { endlessEngine } from './testing/endless-engine.ts';
import { misbehavingTask } from './testing/misbehaving-task.ts';
import { executorProcesses, freshProcess } from './testing/processes.ts';
import { Heard, noAbort } from './testing/run-listeners.ts';
import { StoredModels } from './testing/stored-models.ts';
import { ExecutorChild } from './executor-child.ts';
import { ExecutorPool } from './executor-pool.ts';
import type { RunTask } from './executor.ts';

const ownEngine = path.join(import.meta.dirname, '../examples/own-engine');
/** More than any of these runs takes, where nothing else is said. */
const memoryMb = 2048;

let models: StoredModels;
let executors: ExecutorPool;

beforeEach(() => {
  models = new StoredModels();
  executors = new ExecutorPool({ threads: 2, memoryMb, dataFolder: models.dataFolder });
});
afterEach(async () => {
  await executors[Symbol.asyncDispose]();
  models[Symbol.dispose]();
});

function misbehaving(mode: string, execution?: object, engine?: Uint8Array): Promise<RunTask> {
  return misbehavingTask(models, mode, execution, engine);
}

async function run(task: RunTask, signal: AbortSignal = noAbort()): Promise<string> {
  const planned = await executors.plan(task, signal);
  return wholeResultHash(await planned.run(new Heard(), signal));
}

/** A run like any other still has its result. */
async function expectOthersRun(): Promise<void> {
  const { selfTest } = await executors.capabilities();
  expect(await run(await models.task(selfTestFolder))).toBe(selfTest.expectedHash);
}

describe('a model that brings code', () => {
  test('has a process of its own, which is gone afterwards', async () => {
    const task = await models.task(ownEngine);
    const planned = await executors.plan(task, noAbort());
    const fresh = freshProcess(task);
    const result = await planned.run(new Heard(), noAbort());
    expect(result.engines.map(({ name }) => name)).toContain('annuity');
    await expect.poll(() => existsSync(`/proc/${fresh}`)).toBe(false);
  });

  test.each([
    { mode: 'trap', code: 'ENGINE_TRAPPED' },
    { mode: 'stack', code: 'EXECUTION_FAILED' },
    { mode: 'nan', code: 'NUMERICAL_ERROR' },
  ])('and does "$mode" costs its own run only', async ({ mode, code }) => {
    await expect(run(await misbehaving(mode))).rejects.toMatchObject({ code });
    await expectOthersRun();
  });

  test('that does not return is ended at its deadline', async () => {
    const looping = run(await misbehaving('loop', { deadlineMs: 400 }));
    await expect(looping).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      message: expect.stringContaining('its deadline of 400 ms'),
    });
    await expectOthersRun();
  });

  test('that does not return even when it is asked what it is, too', async () => {
    const asked = run(await misbehaving('well', { deadlineMs: 400 }, endlessEngine()));
    await expect(asked).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expectOthersRun();
  });
});

describe('a run that is cancelled', () => {
  test('is gone when the promise is', async () => {
    const stop = new AbortController();
    const task = await misbehaving('loop');
    const planned = await executors.plan(task, stop.signal);
    const fresh = freshProcess(task);
    const running = planned.run(new Heard(), stop.signal);
    const reason = new Error('enough');
    setTimeout(() => stop.abort(reason), 100);
    await expect(running).rejects.toBe(reason);
    expect(existsSync(`/proc/${fresh}`)).toBe(false);
    await expectOthersRun();
  });

  test('while its last table is told does not complete', async () => {
    const stop = new AbortController();
    const planned = await executors.plan(await models.task(selfTestFolder), stop.signal);
    const onTable = (): void => {
      // Until the process has said that it is done.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      stop.abort(new Error('no room'));
    };
    const listener = { onProgress: () => {}, onRecord: () => {}, onTable };
    await expect(planned.run(listener, stop.signal)).rejects.toThrow('no room');
  });

  test('while its process starts does not wait for it', async () => {
    const stop = new AbortController();
    const waiting = executors.plan(await models.task(selfTestFolder), stop.signal);
    const [starting] = executorProcesses();
    process.kill(starting!, 'SIGSTOP');
    await new Promise(setImmediate);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    process.kill(starting!, 'SIGCONT');
    await expectOthersRun();
  });

  test('while it waits for a process leaves the others their places', async () => {
    const task = await models.task(selfTestFolder);
    const held = [await executors.plan(task, noAbort()), await executors.plan(task, noAbort())];
    const stop = new AbortController();
    const waiting = executors.plan(task, stop.signal);
    const behind = executors.plan(task, noAbort());
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    for (const planned of held) planned.release();
    (await behind).release();
  });
});

describe('a run that takes too much memory', () => {
  const many = { scenarios: { model: 'gbm', count: 1_000_000, seed: 7 }, projection: {} };

  test('is refused where its plan says so', async () => {
    const task = await models.task(selfTestFolder, { ...many, execution: { memoryMb: 64 } });
    await expect(run(task)).rejects.toMatchObject({
      code: 'MEMORY_LIMIT_EXCEEDED',
      message: expect.stringContaining('execution.memoryMb allows 64 MiB'),
    });
    await expectOthersRun();
  });

  test('is refused by a worker that allows less than its configuration, naming both limits', async () => {
    await using small = new ExecutorPool({
      threads: 2,
      memoryMb: 256,
      dataFolder: models.dataFolder,
    });
    const scenarios = { model: 'gbm', count: 10_000_000, seed: 7 };
    const task = await models.task(selfTestFolder, { scenarios });
    const error: Error = await small.plan(task, noAbort()).then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code: 'MEMORY_LIMIT_EXCEEDED' });
    expect(error.message).toContain('256 MiB (MAX_MEMORY_MB)');
    expect(error.message).toContain('3072 MiB (execution.memoryMb)');
  });

  test('is ended where it turns out, and told what it took and may take', async () => {
    await using small = new ExecutorPool({
      threads: 2,
      memoryMb: 280,
      dataFolder: models.dataFolder,
    });
    const planned = small.plan(await models.task(selfTestFolder, many), noAbort());
    const running = planned.then((one) => one.run(new Heard(), noAbort()));
    await expect(running).rejects.toMatchObject({
      code: 'MEMORY_LIMIT_EXCEEDED',
      details: { expected: 'at most 280 MiB' },
    });
    await expectOthersRun();
  });
});

test('a process at the end of its heap says so', async () => {
  const limits = { threads: 1, memoryMb, heapMb: 12 };
  const grant = { ...limits, readable: [], writable: [], pythonCache: null };
  const child = new ExecutorChild(grant);
  await expect(child.ask({ type: 'probe' }, 'probed')).rejects.toMatchObject({
    code: 'MEMORY_LIMIT_EXCEEDED',
    message: expect.stringContaining('12 MiB'),
  });
});

test('a process that is killed from outside is told as lost, and replaced', async () => {
  const task = await models.task(ownEngine);
  const planned = await executors.plan(task, noAbort());
  process.kill(freshProcess(task), 'SIGKILL');
  await expect(planned.run(new Heard(), noAbort())).rejects.toMatchObject({
    code: 'EXECUTOR_LOST',
    retryable: true,
  });
  await expectOthersRun();
});

test('closing tells whoever waits, and leaves no process, not even a dead one', async () => {
  const task = await models.task(selfTestFolder);
  const held = await executors.plan(task, noAbort());
  await executors.plan(task, noAbort());
  const waiting = executors.plan(task, noAbort());
  const told = expect(waiting).rejects.toMatchObject({ code: 'DRAINING' });
  await executors[Symbol.asyncDispose]();
  await told;
  await expect(held.run(new Heard(), noAbort())).rejects.toMatchObject({ code: 'DRAINING' });
  expect(executorProcesses()).toEqual([]);
});
