import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ObjectRef, Task, TaskOf } from '../../contracts/wire/task.ts';
import type { PartOutcome } from '../../executor/executor.ts';
import { InProcessQueue } from '../queue/in-process-queue.ts';
import { advanceTask, chunkTask, jobs, someHash } from '../queue/testing/sample-tasks.ts';
import { startBench, type Bench } from './testing/consumer-bench.ts';
import { sampleModel } from './testing/sample-model.ts';
import {
  ScriptedPartExecutors,
  writeSums,
  type ScriptedPart,
} from './testing/scripted-part-executors.ts';

const planned = { runHash: someHash, executionOrder: ['projection'], memoryBytes: 1 };
const sums = Uint8Array.of(1, 2, 3);

function begin(changes: Parameters<typeof startBench>[1] = {}): {
  bench: Bench;
  executors: ScriptedPartExecutors;
} {
  const executors = new ScriptedPartExecutors();
  return { bench: startBench(executors, changes), executors };
}

/** The model's object in the store of the bench. */
function stored({ objects }: Bench): ObjectRef {
  const asset = objects.put({ tenant: 'acme' }, new TextEncoder().encode('policy_id\n'));
  return objects.putJson({ tenant: 'acme' }, sampleModel({ 'policies.csv': asset }));
}

async function publishChunk(
  bench: Bench,
  number: number,
  changes: Partial<TaskOf<'chunk'>> = {},
): Promise<Task> {
  const task = chunkTask(number, { model: stored(bench), ...changes });
  await bench.queue.publish(task);
  return task;
}

function chunkLeft(part: ScriptedPart, bytes: Uint8Array): PartOutcome {
  writeSums(part, bytes);
  const object = { sha256: someHash, sizeBytes: bytes.byteLength };
  return { kind: 'chunk', computeMs: 5, engines: {}, sums: object, slice: null };
}

describe('a task', () => {
  it('is fetched, run, answered and acknowledged, and leaves nothing behind', async () => {
    const { bench, executors } = begin();
    const task = await publishChunk(bench, 3);
    const part = await executors.begun(0);
    expect(readFileSync(part.part.task.assets.get('policies.csv')!.file, 'utf8')).toBe(
      'policy_id\n',
    );
    part.end(chunkLeft(part, sums));
    const { outcome, bytes } = await bench.outcome(0);
    expect(outcome).toMatchObject({
      kind: 'chunk',
      taskId: task.taskId,
      attempt: 1,
      computeMs: 5,
      slice: null,
      payload: { sha256: someHash, sizeBytes: 3, isInline: true },
    });
    expect([...bytes!]).toEqual([...sums]);
    await expect.poll(() => bench.queue.size()).toBe(0);
    await expect.poll(() => readdirSync(bench.folder)).toEqual([]);
    expect({ held: bench.objects.held, used: bench.room.usedBytes }).toEqual({ held: 0, used: 0 });
  });

  it('with large sums has them stored', async () => {
    const { bench, executors } = begin();
    await publishChunk(bench, 0);
    const part = await executors.begun(0);
    part.end(chunkLeft(part, new Uint8Array(512 * 1024 + 1)));
    const { outcome, bytes } = await bench.outcome(0);
    expect(outcome).toMatchObject({ payload: { isInline: false } });
    expect(bytes).toBeNull();
    expect(existsSync(bench.objects.fileOf({ tenant: 'acme' }, someHash))).toBe(true);
  });

  it('that converts a table stores what came of it', async () => {
    const { bench } = begin();
    const table = bench.objects.put({ tenant: 'acme' }, sums);
    const { products: _p, model: _m, spreadAboveMs: _s, ...head } = advanceTask();
    await bench.queue.publish({
      ...head,
      kind: 'convert',
      table: { table: 'scenarios', rows: 1, ...table },
      format: 'csv',
    });
    const { outcome } = await bench.outcome(0);
    expect(outcome).toMatchObject({ kind: 'converted', object: { sizeBytes: 3 } });
  });

  it('is said to be worked on as long as it is', async () => {
    const queue = new InProcessQueue({ ackWaitMs: 90 });
    const take = queue.take.bind(queue);
    let words = 0;
    queue.take = async (...asked) => {
      const delivery = await take(...asked);
      return { ...delivery, working: () => (words++, delivery.working()) };
    };
    const { bench, executors } = begin({ queue });
    await publishChunk(bench, 0);
    const part = await executors.begun(0);
    await expect.poll(() => words).toBeGreaterThan(3);
    part.end(chunkLeft(part, sums));
    await bench.outcome(0);
    expect(executors.parts).toHaveLength(1);
  });

  it('is being answered while the next one runs', async () => {
    const { bench, executors } = begin();
    await publishChunk(bench, 0);
    await publishChunk(bench, 1);
    const held = Promise.withResolvers<void>();
    const report = bench.queue.report.bind(bench.queue);
    bench.queue.report = async (...told) => {
      await held.promise;
      await report(...told);
    };
    const first = await executors.begun(0);
    first.end(chunkLeft(first, sums));
    const second = await executors.begun(1);
    expect(bench.outcomes).toEqual([]);
    held.resolve();
    second.end(chunkLeft(second, sums));
    await bench.outcome(1);
  });
});

describe('a task that goes wrong', () => {
  it('fails its job where its engine does', async () => {
    const { bench, executors } = begin();
    await publishChunk(bench, 0);
    const details = { policyId: 'P1', node: 'projection' };
    const { fail } = await executors.begun(0);
    fail(new LiveCalcError('EXECUTION_FAILED', 'The engine says no.', details));
    expect((await bench.outcome(0)).outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'EXECUTION_FAILED', message: 'The engine says no.', ...details },
    });
  });

  it('is lost, and free to be published again, where its process was', async () => {
    const { bench, executors } = begin();
    const task = await publishChunk(bench, 0);
    (await executors.begun(0)).fail(new LiveCalcError('EXECUTOR_LOST', 'The process is gone.'));
    expect((await bench.outcome(0)).outcome).toMatchObject({ kind: 'returned', reason: 'lost' });
    await bench.queue.publish({ ...task, attempt: 2 });
    const again = await executors.begun(1);
    again.end(chunkLeft(again, sums));
    expect((await bench.outcome(1)).outcome).toMatchObject({ kind: 'chunk', attempt: 2 });
  });

  it('is lost where its model is not there', async () => {
    const { bench } = begin();
    await publishChunk(bench, 0, { model: { sha256: someHash, sizeBytes: 1 } });
    expect((await bench.outcome(0)).outcome).toMatchObject({
      kind: 'returned',
      error: { code: 'NOT_FOUND' },
    });
  });

  it('is lost where what it left cannot be stored', async () => {
    const { bench, executors } = begin();
    await publishChunk(bench, 0);
    bench.objects.putError = new LiveCalcError('STORAGE_FULL', 'The store is full.');
    const part = await executors.begun(0);
    part.end(chunkLeft(part, new Uint8Array(600_000)));
    expect((await bench.outcome(0)).outcome).toMatchObject({
      kind: 'returned',
      error: { code: 'STORAGE_FULL' },
    });
    await expect.poll(() => readdirSync(bench.folder)).toEqual([]);
  });

  it('fails where its deadline passes', async () => {
    const now = (): number => Date.parse('2026-01-01T00:00:00.000Z');
    const { bench, executors } = begin({ now });
    await publishChunk(bench, 0, { deadlineAt: '2026-01-01T00:00:00.050Z' });
    await executors.begun(0);
    expect((await bench.outcome(0)).outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'DEADLINE_EXCEEDED' },
    });
  });

  it('is reported when the queue comes back', async () => {
    const { bench, executors } = begin({ random: () => 0 });
    await publishChunk(bench, 0);
    const report = bench.queue.report.bind(bench.queue);
    let refusals = 2;
    bench.queue.report = async (...told) => {
      if (refusals-- > 0) throw new LiveCalcError('BACKEND_UNAVAILABLE', 'It is away.');
      await report(...told);
    };
    const part = await executors.begun(0);
    part.end(chunkLeft(part, sums));
    expect((await bench.outcome(0)).outcome.kind).toBe('chunk');
  });
});

describe('a task whose answer the queue refuses', () => {
  it('fails its job, as it would everywhere', async () => {
    const { bench, executors } = begin();
    await publishChunk(bench, 0);
    const report = bench.queue.report.bind(bench.queue);
    bench.queue.report = async (outcome, bytes) => {
      if (outcome.kind === 'chunk') throw new LiveCalcError('INTERNAL', 'It is too large.');
      await report(outcome, bytes);
    };
    const part = await executors.begun(0);
    part.end(chunkLeft(part, sums));
    expect((await bench.outcome(0)).outcome.kind).toBe('failed');
    await expect.poll(() => bench.queue.size()).toBe(0);
  });
});

describe('a job that is stopped', () => {
  it('ends its tasks without an answer, and is forgotten', async () => {
    const { bench, executors } = begin();
    await publishChunk(bench, 0);
    const { signal } = await executors.begun(0);
    bench.queue.announce({ kind: 'stop', jobId: jobs.first });
    await expect.poll(() => bench.ends).toEqual(['stopped']);
    expect(signal.aborted).toBe(true);
    expect(executors.forgotten).toEqual([jobs.first]);
    expect(bench.outcomes).toEqual([]);
    expect(await bench.queue.size()).toBe(0);
  });

  it('leaves the tasks of others alone', async () => {
    const { bench, executors } = begin();
    await publishChunk(bench, 0, { jobId: jobs.second });
    const part = await executors.begun(0);
    bench.queue.announce({ kind: 'stop', jobId: jobs.first });
    await expect.poll(() => executors.forgotten).toEqual([jobs.first]);
    part.end(chunkLeft(part, sums));
    expect((await bench.outcome(0)).outcome.kind).toBe('chunk');
  });
});

describe('a worker that goes down', () => {
  it('finishes what it has and takes nothing more', async () => {
    const { bench, executors } = begin();
    await publishChunk(bench, 0);
    const part = await executors.begun(0);
    const drained = bench.consumer.drain(new AbortController().signal);
    await publishChunk(bench, 1);
    part.end(chunkLeft(part, sums));
    await drained;
    expect((await bench.outcome(0)).outcome.kind).toBe('chunk');
    expect(await bench.queue.size()).toBe(1);
    expect(executors.parts).toHaveLength(1);
    await expect.poll(() => bench.statuses.at(-1)?.state).toBe('gone');
    expect(bench.statuses.map(({ state }) => state)).toContain('draining');
  });

  it('gives back what it cannot finish in time', async () => {
    const { bench, executors } = begin();
    await publishChunk(bench, 0);
    await executors.begun(0);
    await bench.consumer.drain(AbortSignal.abort());
    expect((await bench.outcome(0)).outcome).toMatchObject({
      kind: 'returned',
      reason: 'preempted',
      error: { code: 'DRAINING' },
    });
    expect(await bench.queue.size()).toBe(0);
  });
});

describe('what a worker tells of itself', () => {
  it('is what it runs, and how far that is', async () => {
    const { bench, executors } = begin();
    await expect.poll(() => bench.statuses[0]).toMatchObject({ state: 'ready', running: [] });
    const task = await publishChunk(bench, 0);
    const part = await executors.begun(0);
    part.listener.onProgress({ stage: 'projection.value', done: 1, total: 4 });
    const { taskId, jobId } = task;
    await expect
      .poll(() => bench.statuses.at(-1)?.running)
      .toMatchObject([{ taskId, jobId, attempt: 1, progress: { done: 1, total: 4 } }]);
    part.end({ kind: 'reached', computeMs: 1, planned, engines: {}, frontier: frontier() });
    await expect.poll(() => bench.statuses.at(-1)).toMatchObject({ running: [], tasksDone: 1 });
  });
});

function frontier(): (PartOutcome & { kind: 'reached' })['frontier'] {
  return {
    stage: 0,
    label: 'projection.value',
    units: 8,
    grain: 1,
    unitMs: 1,
    sums: [],
    isSliced: true,
    mayFail: false,
  };
}
