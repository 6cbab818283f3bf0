/** I8: jobs that bring code, run in parts: each in a process that holds nothing else. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobProgress } from '../contracts/wire/job.ts';
import { ExecutorPool } from './executor-pool.ts';
import { misbehavingTask } from './testing/misbehaving-task.ts';
import { executorProcesses, readProc } from './testing/processes.ts';
import { Heard, noAbort } from './testing/run-listeners.ts';
import { SpreadJob } from './testing/spread-job.ts';
import { StoredModels } from './testing/stored-models.ts';

const ownEngine = path.join(import.meta.dirname, '../examples/own-engine');

let models: StoredModels;
let executors: ExecutorPool;
beforeEach(async () => {
  models = new StoredModels();
  executors = new ExecutorPool({ threads: 2, memoryMb: 2048, dataFolder: models.dataFolder });
  await executors.capabilities();
});
afterEach(async () => {
  await executors[Symbol.asyncDispose]();
  models[Symbol.dispose]();
});

async function ownJob(tenant = 'acme'): Promise<SpreadJob> {
  return new SpreadJob(models, await models.task(ownEngine, {}, { tenant }));
}

function rooms(): string[] {
  return readdirSync(models.dataFolder).filter((name) => name.startsWith('room-'));
}

/** Processes that may read a room, by id. */
function ownProcesses(): number[] {
  return executorProcesses().filter((pid) => readProc(pid, 'cmdline').includes('/room-'));
}

test('a job that brings code has the bytes of one run, and its process ends with it', async () => {
  const planned = await executors.plan(await models.task(ownEngine), noAbort());
  const plain = await planned.run(new Heard(), noAbort());
  const job = await ownJob();
  const { finished, folder } = await job.run({ executors: [executors] });

  expect(finished.result.resultHash).toBe(plain.resultHash);
  expect(job.frontiers.length).toBeGreaterThan(0);
  expect(job.beginnings).toBe(1);
  expect(readdirSync(folder).toSorted()).toEqual(['execution.json', 'scenarios.arrow']);
  await expect.poll(ownProcesses).toEqual([]);
  await expect.poll(rooms).toEqual([]);
});

test('its process may read and write its own room, and nothing else of the server’s', async () => {
  const job = await ownJob();
  await job.reach(executors);
  const [pid] = ownProcesses();
  const grants = readProc(pid!, 'cmdline')
    .split('\0')
    .filter((one) => one.startsWith('--allow-fs-') && one.includes(models.dataFolder));
  const room = path.join(models.dataFolder, rooms()[0]!);
  expect(grants).toEqual([
    `--allow-fs-read=${room}/in`,
    `--allow-fs-read=${room}/out`,
    `--allow-fs-write=${room}/out`,
  ]);
});

test('a job that is forgotten leaves neither process nor room', async () => {
  const [job, other] = [await ownJob(), await ownJob()];
  await job.reach(executors);
  const [pid] = ownProcesses();
  await other.reach(executors);
  await executors.forget(job.jobId);
  expect(existsSync(`/proc/${pid}`)).toBe(false);
  expect(ownProcesses()).toHaveLength(1);
  expect(rooms()).toHaveLength(1);
  await other.run({ executors: [executors] });
  expect(other.beginnings).toBe(1);
});

test('a job that is forgotten while a part of it runs leaves nothing either', async () => {
  const job = await ownJob();
  const reaching = job.reach(executors);
  await executors.forget(job.jobId);
  await reaching;
  await expect.poll(ownProcesses).toEqual([]);
  await expect.poll(rooms).toEqual([]);
});

test('another tenant’s job takes the place of the one that was longest without work', async () => {
  const [first, second] = [await ownJob('acme'), await ownJob('acme')];
  await first.reach(executors);
  await second.reach(executors);
  const third = await ownJob('other');
  await third.reach(executors);
  expect(ownProcesses()).toHaveLength(2);
  await second.run({ executors: [executors] });
  expect(second.beginnings).toBe(1);
  await first.run({ executors: [executors] });
  expect(first.beginnings).toBe(2);
});

test('a process that is killed while it waits costs the job a new beginning only', async () => {
  const job = await ownJob();
  await job.reach(executors);
  const [pid] = ownProcesses();
  process.kill(pid!, 'SIGKILL');
  await expect.poll(() => rooms()).toEqual([]);
  await job.run({ executors: [executors] });
  expect(job.beginnings).toBe(2);
});

test.each([
  { mode: 'trap', code: 'ENGINE_TRAPPED' },
  { mode: 'stack', code: 'EXECUTION_FAILED' },
  { mode: 'nan', code: 'NUMERICAL_ERROR' },
])('an engine that does "$mode" fails its part, and its process ends', async ({ mode, code }) => {
  const job = new SpreadJob(models, await misbehavingTask(models, mode));
  await expect(job.run({ executors: [executors] })).rejects.toMatchObject({ code });
  await expect.poll(ownProcesses).toEqual([]);
  await expect.poll(rooms).toEqual([]);
});

test('an engine that does not return is ended when its part is stopped', async () => {
  const task = await misbehavingTask(models, 'loop', { deadlineMs: 1 });
  const stop = new AbortController();
  const reason = new Error('enough');
  const onProgress = ({ stage }: JobProgress): void => {
    if (stage !== 'read') stop.abort(reason);
  };
  const work = { kind: 'advance', spreadAboveMs: 60_000 } as const;
  const part = { jobId: 'job', task, products: new Map(), engines: null, work };
  await expect(executors.part(part, { onProgress }, stop.signal)).rejects.toBe(reason);
  expect(ownProcesses()).toEqual([]);
});
