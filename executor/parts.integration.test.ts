/** I1: a job whose stages are run in parts, wherever, has the bytes of one run. */
import { createHash } from 'node:crypto';
import { wholeResultHash } from '../contracts/whole-result.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { executionFileName, executionRecordSchema } from '../contracts/execution-record.ts';
import type { StoredTable } from '../contracts/wire/job.ts';
import { selfTestFolder } from './capabilities/self-test.ts';
import { ExecutorPool } from './executor-pool.ts';
import type { RunTask } from './executor.ts';
import { executorProcesses } from './testing/processes.ts';
import { Heard, noAbort } from './testing/run-listeners.ts';
import { rangesOf, SpreadJob } from './testing/spread-job.ts';
import { StoredModels } from './testing/stored-models.ts';

const termLife = path.join(import.meta.dirname, '../examples/term-life');
const output = { tables: ['scenarios', 'cash_flows', 'policies'] };

let models: StoredModels;
const pools: ExecutorPool[] = [];
beforeEach(() => {
  models = new StoredModels();
});
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool[Symbol.asyncDispose]()));
  models[Symbol.dispose]();
});

function newPool(threads: number): ExecutorPool {
  const made = new ExecutorPool({ threads, memoryMb: 2048, dataFolder: models.dataFolder });
  pools.push(made);
  return made;
}

interface Plain {
  readonly runHash: string;
  readonly resultHash: string;
  readonly tables: readonly StoredTable[];
}

async function plainRun(executors: ExecutorPool, task: RunTask): Promise<Plain> {
  const heard = new Heard();
  const planned = await executors.plan(task, noAbort());
  const result = await planned.run(heard, noAbort());
  return { runHash: result.runHash, resultHash: wholeResultHash(result), tables: heard.tables };
}

const small = () => models.task(selfTestFolder, { output });
const medium = () => models.task(termLife, { output });

describe('a job in parts', () => {
  test.each([
    { model: 'a small model', make: small },
    { model: 'a medium model', make: medium },
  ])('of $model on one machine is the run that is not spread', async ({ make }) => {
    const executors = newPool(2);
    const plain = await plainRun(executors, await make());
    const job = new SpreadJob(models, await make());
    const { finished, folder } = await job.run({ executors: [executors] });
    const { runHash, resultHash } = finished.result;

    expect({ runHash, resultHash, tables: finished.tables }).toEqual(plain);
    expect(finished.planned.runHash).toBe(plain.runHash);
    expect(job.frontiers.length).toBeGreaterThan(0);
    // Its chunks ran in other parts: the record of the one that finished has no times of them.
    const text = readFileSync(path.join(folder, executionFileName), 'utf8');
    expect(createHash('sha256').update(text).digest('hex')).toBe(finished.record.sha256);
    const record = executionRecordSchema.parse(JSON.parse(text));
    expect(record).toMatchObject({ runHash, resultHash });
    const stages = record.nodes.flatMap((node) => node.stages);
    expect(stages.some(({ chunkMs }) => chunkMs === null)).toBe(true);
    for (const { table, sha256 } of finished.tables) {
      const bytes = readFileSync(path.join(folder, `${table}.arrow`));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });

  test('on two machines of other sizes, chunks last first and some twice, is that too', async () => {
    const machines = [newPool(1), newPool(2)];
    const plain = await plainRun(machines[1]!, await medium());
    const job = new SpreadJob(models, await medium());
    const { finished } = await job.run({
      executors: machines,
      order: (ranges) => [...ranges.toReversed(), ...ranges.slice(0, 3)],
    });
    expect(finished.result.resultHash).toBe(plain.resultHash);
    expect(finished.tables).toEqual(plain.tables);
    expect(job.frontiers.some((one) => rangesOf(one).length > 2)).toBe(true);
  });

  test('that is shorter than what is worth spreading is one part', async () => {
    const executors = newPool(2);
    const plain = await plainRun(executors, await small());
    const job = new SpreadJob(models, await small());
    const work = { kind: 'advance', spreadAboveMs: 60_000 } as const;
    const outcome = await job.advance(executors, { work });
    expect(outcome).toMatchObject({ kind: 'finished', result: { resultHash: plain.resultHash } });
    expect(outcome.computeMs).toBeGreaterThan(0);
  });

  test('has no deadline of its own: it may wait for its next part', async () => {
    const task = await models.task(selfTestFolder, { execution: { deadlineMs: 1 } });
    const { finished } = await new SpreadJob(models, task).run({ executors: [newPool(1)] });
    expect(finished.result.resultHash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is not asked for a run hash that is known', async () => {
    const runHash = 'cd'.repeat(32);
    const job = new SpreadJob(models, await small());
    const outcome = await job.advance(newPool(1), { runHash });
    expect(outcome.planned.runHash).toBe(runHash);
  });

  test('tells what its files are', async () => {
    const executors = newPool(1);
    const job = new SpreadJob(models, await medium());
    const frontier = await job.reach(executors);
    const { outcome, folder } = await job.chunk(executors, frontier, rangesOf(frontier)[0]!);
    for (const [ref, name] of [
      [outcome.sums, 'sums.bin'],
      [outcome.slice, 'slice.bin'],
    ] as const) {
      if (ref === null) continue;
      const bytes = readFileSync(path.join(folder, name));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(ref).toEqual({ sha256, sizeBytes: bytes.byteLength });
    }
    expect(outcome.sums ?? outcome.slice).not.toBeNull();
    expect(outcome.engines).toHaveProperty('projection', expect.stringMatching(/^[0-9a-f]{64}$/));
  });
});

describe('a process that holds a job', () => {
  test('goes on from where it stands, also after another job', async () => {
    const executors = newPool(1);
    const [one, other] = [
      new SpreadJob(models, await medium()),
      new SpreadJob(models, await small()),
    ];
    const [first, second] = [await one.reach(executors), await other.reach(executors)];
    await one.spread(first, { executors: [executors] });
    await other.spread(second, { executors: [executors] });
    await one.advance(executors);
    await other.advance(executors);
    expect([one.beginnings, other.beginnings]).toEqual([1, 1]);
  });

  test('gives it up for a third job, whose run is not disturbed', async () => {
    const executors = newPool(1);
    const plain = await plainRun(executors, await small());
    const jobs = [await small(), await small(), await small()].map(
      (task) => new SpreadJob(models, task),
    );
    for (const job of jobs) await job.reach(executors);
    const [first, , third] = jobs as [SpreadJob, SpreadJob, SpreadJob];
    expect(await third.run({ executors: [executors] })).toMatchObject({
      finished: { result: { resultHash: plain.resultHash } },
    });
    expect(third.beginnings).toBe(1);
    await first.run({ executors: [executors] });
    expect(first.beginnings).toBe(2);
  });

  test('lets go of it when the job is forgotten, and is as good as before', async () => {
    const executors = newPool(1);
    const job = new SpreadJob(models, await small());
    await job.reach(executors);
    const before = executorProcesses();
    await executors.forget(job.jobId);
    await job.run({ executors: [executors] });
    expect(job.beginnings).toBe(2);
    expect(executorProcesses()).toEqual(before);
  });

  test('runs a job that is not in parts', async () => {
    const executors = newPool(1);
    const jobs = [new SpreadJob(models, await small()), new SpreadJob(models, await medium())];
    for (const job of jobs) await job.reach(executors);
    const plain = await plainRun(executors, await small());
    const [first] = jobs as [SpreadJob];
    const { finished } = await first.run({ executors: [executors] });
    expect(finished.result.resultHash).toBe(plain.resultHash);
  });

  test('starts afresh for a stage that its run has left', async () => {
    const executors = newPool(1);
    const job = new SpreadJob(models, await medium());
    const frontier = await job.reach(executors);
    const [range] = rangesOf(frontier);
    const before = await job.chunk(executors, frontier, range!);
    await job.spread(frontier, { executors: [executors] });
    await job.reach(executors);
    const after = await job.chunk(executors, frontier, range!);
    expect({ ...after.outcome, computeMs: 0 }).toEqual({ ...before.outcome, computeMs: 0 });
    expect(job.beginnings).toBe(2);
  });
});

describe('a part that comes to grief', () => {
  /** A part that begins at the start of the run, and is told so at once. */
  const nowhere = {
    stage: 0,
    label: '',
    units: 1,
    grain: 1,
    unitMs: 0,
    sums: [],
    isSliced: false,
    mayFail: false,
  };

  test('because its process is killed says so, and the next one works', async () => {
    const executors = newPool(1);
    const plain = await plainRun(executors, await medium());
    const job = new SpreadJob(models, await medium());
    const listener = {
      onProgress: () => {
        for (const pid of executorProcesses()) process.kill(pid, 'SIGKILL');
      },
    };
    const lost = job.chunk(executors, nowhere, { begin: 0, count: 1 }, { listener });
    await expect(lost).rejects.toMatchObject({ code: 'EXECUTOR_LOST' });
    const { finished } = await job.run({ executors: [executors] });
    expect(finished.result.resultHash).toBe(plain.resultHash);
  });

  test('because it is stopped has no process left when it is over', async () => {
    const executors = newPool(1);
    await executors.capabilities();
    const job = new SpreadJob(models, await medium());
    const stop = new AbortController();
    const reason = new Error('enough');
    let during: number[] = [];
    const listener = {
      onProgress: () => {
        during = executorProcesses();
        stop.abort(reason);
      },
    };
    const how = { listener, signal: stop.signal };
    const stopped = job.chunk(executors, nowhere, { begin: 0, count: 1 }, how);
    await expect(stopped).rejects.toBe(reason);
    const left = new Set(executorProcesses());
    expect(during.filter((pid) => !left.has(pid))).toHaveLength(1);
  });

  test('because engines are others here names them', async () => {
    const executors = newPool(1);
    const job = new SpreadJob(models, await small());
    const expected = 'ab'.repeat(32);
    const engines = { compress: expected };
    await expect(job.advance(executors, { engines })).rejects.toMatchObject({
      code: 'ENGINE_MISMATCH',
      message: expect.stringContaining(expected),
      details: { node: 'compress' },
    });
  });

  test('because it takes too much memory is told what it took', async () => {
    const { dataFolder } = models;
    await using executors = new ExecutorPool({ threads: 2, memoryMb: 280, dataFolder });
    const scenarios = { model: 'gbm', count: 1_000_000, seed: 7 };
    const task = await models.task(selfTestFolder, { scenarios, projection: {} });
    const work = { kind: 'advance', spreadAboveMs: 60_000 } as const;
    await expect(new SpreadJob(models, task).advance(executors, { work })).rejects.toMatchObject({
      code: 'MEMORY_LIMIT_EXCEEDED',
      details: { expected: 'at most 280 MiB' },
    });
  });

  test('because a product is not there can be tried again', async () => {
    const executors = newPool(1);
    const job = new SpreadJob(models, await medium());
    const frontier = await job.reach(executors);
    await job.spread(frontier, { executors: [executors] });
    const gone = path.join(models.dataFolder, 'gone');
    const products = new Map([[frontier.stage, { sums: gone, slices: [], isUndivided: false }]]);
    await expect(job.advance(executors, { products })).rejects.toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
    });
    expect((await job.advance(executors)).kind).toBe('reached');
  });
});
