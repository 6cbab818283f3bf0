import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Principal } from '../../service/principal.ts';
import { runOrder } from '../../intake/run-order.ts';
import { DiskRoom } from '../../intake/storage/disk-room.ts';
import { executorLost, ScriptedExecutors } from '../testing/scripted-executors.ts';
import type { Job } from './job.ts';
import type { JobEvent } from './job-state.ts';
import { Jobs, type JobRequest, type JobsOptions } from './jobs.ts';

interface Parts {
  readonly jobs: Jobs;
  readonly executors: ScriptedExecutors;
  readonly folder: string;
  /** Of all jobs, in order. */
  readonly events: JobEvent['kind'][];
  /** Submits an order of the tenant for a configuration. */
  readonly submit: (
    tenant: string,
    options?: Partial<JobRequest> & { config?: object },
  ) => Promise<Job>;
}

function parts(options: Partial<JobsOptions> = {}): Parts {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-jobs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const executors = new ScriptedExecutors();
  const events: JobEvent['kind'][] = [];
  const jobs = new Jobs({
    executors,
    folder,
    room: new DiskRoom(1000),
    maxQueuedJobs: 2,
    retentionMs: 60_000,
    now: () => 0,
    onEvent: (_job, { kind }) => events.push(kind),
    ...options,
  });
  const submit: Parts['submit'] = (tenant, { config = {}, ...request } = {}) => {
    const principal: Principal = { subject: 'one', tenant, roles: ['submitter'], method: 'none' };
    const order = runOrder(tenant, { engines: {}, ...config } as never, new Map(), {});
    return jobs.submit(order, { principal, from: 'here', ...request });
  };
  return { jobs, executors, folder, events, submit };
}

it('runs a job on the plan that it was answered with', async () => {
  const { executors, submit, events } = parts();
  const job = await submit('a');
  (await executors.run(0)).complete();
  await job.ended;
  expect(executors.log).toEqual(['plan a', 'run a']);
  expect(events).toEqual(['started', 'completed']);
});

it('drops the plan of a job that has to wait, and plans it again at its turn', async () => {
  const { executors, submit } = parts();
  await submit('a');
  const second = await submit('b');
  expect(second.status()).toMatchObject({ status: 'PENDING', waitingFor: 'the run before it' });
  (await executors.run(0)).complete();
  (await executors.run(1)).complete();
  await second.ended;
  expect(executors.log).toEqual(['plan a', 'run a', 'plan b', 'release b', 'plan b', 'run b']);
});

it('refuses what is wrong with the inputs as the answer, and leaves nothing of it', async () => {
  const { executors, submit, folder, jobs } = parts();
  executors.planError = new LiveCalcError('VALUE_INVALID', 'Row 3.');
  await expect(submit('a')).rejects.toMatchObject({ code: 'VALUE_INVALID' });
  expect(readdirSync(folder)).toEqual([]);
  expect(jobs.queued).toBe(0);
});

it('takes one that runs and as many as may wait, and no more', async () => {
  const { jobs, executors, submit } = parts();
  const taken = await Promise.all(['a', 'b', 'c'].map((tenant) => submit(tenant)));
  await expect(submit('d')).rejects.toMatchObject({ code: 'QUEUE_FULL', retryable: true });
  expect(jobs.queued).toBe(2);
  (await executors.run(0)).complete();
  await Promise.race(taken.map(({ ended }) => ended));
  await expect(submit('d')).resolves.toBeDefined();
});

it('has room for a key that it knows, however full it is', async () => {
  const { jobs, submit } = parts({ maxQueuedJobs: 0 });
  const asked = { tenant: 'a', idempotencyKey: 'k' };
  const job = await submit('a', { idempotencyKey: 'k' });
  const full = expect.objectContaining({ code: 'QUEUE_FULL' });
  expect(() => jobs.checkRoom({ ...asked, idempotencyKey: 'l' })).toThrow(full);
  expect(() => jobs.checkRoom({ ...asked, tenant: 'b' })).toThrow(full);
  expect(() => jobs.checkRoom(asked)).not.toThrow();
  expect(await submit('a', { idempotencyKey: 'k' })).toBe(job);
});

it('cancels a job that waits and one that runs, at once', async () => {
  const { jobs, executors, submit } = parts();
  const running = await submit('a');
  const waiting = await submit('a');
  await executors.run(0);
  await jobs.cancel(waiting.id, 'a');
  expect(waiting.status()).toMatchObject({ status: 'CANCELLED' });
  await jobs.cancel(running.id, 'a');
  expect(running.status()).toMatchObject({ status: 'CANCELLED' });
  expect(executors.log.filter((line) => line.startsWith('run'))).toEqual(['run a']);
});

it('gives another tenant no sign of a job', async () => {
  const { jobs, submit } = parts();
  const job = await submit('a');
  expect(() => jobs.find(job.id, 'b')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  await expect(jobs.cancel(job.id, 'b')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(job.isEnded).toBe(false);
});

it('runs a job once more when its process was lost, without what it had stored', async () => {
  const { executors, submit, events } = parts();
  const job = await submit('a');
  const { task, listener, fail } = await executors.run(0);
  writeFileSync(path.join(task.resultFolder, 'scenarios.arrow'), 'half');
  // Of 1000: what the first attempt took must not count for the second.
  const table = { table: 'scenarios', rows: 1, sizeBytes: 700, sha256: 'c'.repeat(64) };
  listener.onTable(table);
  fail(executorLost());
  const second = await executors.run(1);
  expect(readdirSync(task.resultFolder)).toEqual([]);
  expect(job.status().tables).toEqual([]);
  second.listener.onTable(table);
  second.complete();
  await job.ended;
  const once = ['started', 'table'];
  expect(events).toEqual([...once, 'restarting', 'waiting', ...once, 'completed']);
});

it('gives up when the second process is lost too', async () => {
  const { executors, submit } = parts();
  const job = await submit('a');
  (await executors.run(0)).fail(executorLost());
  (await executors.run(1)).fail(executorLost());
  await job.ended;
  expect(job.status()).toMatchObject({ status: 'FAILED', error: { code: 'EXECUTOR_LOST' } });
});

it('plans once more when the process that plans was lost', async () => {
  const { executors, submit } = parts();
  executors.planError = executorLost();
  await expect(submit('a')).resolves.toBeDefined();
});

it('plans alone what was lost beside a run', async () => {
  const { executors, submit } = parts();
  await submit('a');
  const first = await executors.run(0);
  executors.planError = executorLost();
  const second = submit('b');
  await Promise.race([second, delay(20)]);
  expect(executors.log).toEqual(['plan a', 'run a', 'plan b']);
  first.complete();
  await second;
  await executors.run(1);
  expect(executors.log).toEqual(['plan a', 'run a', 'plan b', 'plan b', 'run b']);
});

it('fails a job whose tables have no room, and keeps none of them', async () => {
  const { executors, submit, folder } = parts();
  const job = await submit('a');
  const { listener } = await executors.run(0);
  listener.onTable({ table: 'scenarios', rows: 1, sizeBytes: 1001, sha256: 'c'.repeat(64) });
  await job.ended;
  expect(job.status()).toMatchObject({ status: 'FAILED', error: { code: 'STORAGE_FULL' } });
  expect(readdirSync(folder)).toEqual([]);
});

it('forgets the job whose results were not used for the longest time when others need their place', async () => {
  const { jobs, executors, submit } = parts();
  const store = async (number: number, sizeBytes: number): Promise<Job> => {
    const job = await submit('a');
    const { listener, complete } = await executors.run(number);
    listener.onTable({ table: 'scenarios', rows: 1, sizeBytes, sha256: 'c'.repeat(64) });
    complete();
    await job.ended;
    return job;
  };
  const [first, second] = [await store(0, 500), await store(1, 400)];
  first.useTable('scenarios')[Symbol.dispose]();
  await store(2, 300);
  expect(jobs.find(first.id, 'a')).toBe(first);
  expect(() => jobs.find(second.id, 'a')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
});

it('knows a submission by its Idempotency-Key, for its tenant', async () => {
  const { submit } = parts({ maxQueuedJobs: 10 });
  const idempotencyKey = 'monday';
  const [first, same] = await Promise.all([
    submit('a', { idempotencyKey }),
    submit('a', { idempotencyKey }),
  ]);
  expect(same).toBe(first);
  expect(await submit('b', { idempotencyKey })).not.toBe(first);
  const other = submit('a', { idempotencyKey, config: { groupBy: ['gender'] } });
  await expect(other).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
});

it('ends the planning of a submission that nobody wants any more, and frees its key', async () => {
  const { submit, executors } = parts();
  const gone = { idempotencyKey: 'k', signal: AbortSignal.abort(new Error('gone')) };
  await expect(submit('a', gone)).rejects.toThrow('gone');
  await expect(submit('a', { idempotencyKey: 'k' })).resolves.toBeDefined();
  expect(executors.log.filter((entry) => entry.startsWith('plan'))).toHaveLength(1);
});

it('frees the key of a submission that was refused', async () => {
  const { executors, submit } = parts();
  executors.planError = new LiveCalcError('VALUE_INVALID', 'Row 3.');
  await expect(submit('a', { idempotencyKey: 'k' })).rejects.toThrow('Row 3.');
  await expect(submit('a', { idempotencyKey: 'k' })).resolves.toBeDefined();
});

it('drains: what runs goes on, what waits ends with DRAINING, nothing new comes in', async () => {
  const { jobs, executors, submit } = parts();
  const [running, waiting] = [await submit('a'), await submit('b')];
  const run = await executors.run(0);
  jobs.drain();
  await waiting.ended;
  expect(waiting.status()).toMatchObject({ status: 'FAILED', error: { code: 'DRAINING' } });
  await expect(submit('c')).rejects.toMatchObject({ code: 'DRAINING' });
  expect(running.status().status).toBe('RUNNING');
  run.complete();
  await jobs.idle();
  expect(running.status().status).toBe('COMPLETED');
});

it('tells the owner of a job that was cut off to submit it again', async () => {
  const { jobs, executors, submit } = parts();
  const job = await submit('a');
  await executors.run(0);
  await jobs.stop();
  const { status, error } = job.status();
  expect({ status, code: error!.code }).toEqual({ status: 'FAILED', code: 'DRAINING' });
  expect(error!.detail).toContain('before the run was done');
});

it('forgets a job when its retention is over', async () => {
  const { jobs, executors, submit } = parts({ retentionMs: 1 });
  const job = await submit('a');
  (await executors.run(0)).complete();
  await job.ended;
  await expect.poll(() => has(jobs, job)).toBe(false);
});

it('has no table to read once it was removed, whoever knows it still', async () => {
  const { executors, submit } = parts();
  const job = await submit('a');
  const { listener, complete } = await executors.run(0);
  listener.onTable({ table: 'scenarios', rows: 1, sizeBytes: 5, sha256: 'c'.repeat(64) });
  await expect(job.openTable('cash_flows')).rejects.toMatchObject({ code: 'NOT_READY' });
  complete();
  await job.ended;
  job.remove();
  await expect(job.openTable('scenarios')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

function has(jobs: Jobs, job: Job): boolean {
  try {
    return jobs.find(job.id, 'a') === job;
  } catch {
    return false;
  }
}
