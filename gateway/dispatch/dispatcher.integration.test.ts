import { expect, test } from 'vitest';
import { resultHashOf, type PretendRun } from './testing/pretend-run.ts';
import { SmallFleet, testVersion } from './testing/small-fleet.ts';
import { withCalls } from './testing/with-calls.ts';
import { aJob, noQuota } from '../store/testing/samples.ts';

const sums = [{ type: 'f64', length: 5 }] as const;
const small: PretendRun = { units: [], grain: 1, unitMs: 1, sums };
const spread: PretendRun = { units: [37, 100], grain: 2, unitMs: 40, sums };

test('a small job is one task', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const worker = fleet.worker(small);
  const job = await fleet.ended(await fleet.submit(gateway));
  expect(job).toMatchObject({ state: 'COMPLETED', runtimeVersion: testVersion });
  expect(job.result?.resultHash).toBe(resultHashOf(small));
  expect(worker.taken.map(({ taskId }) => taskId)).toEqual([`${job.id}.advance.0`]);
});

test('a job whose stages are spread over workers has the result of one thread', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const workers = [fleet.worker(spread), fleet.worker(spread), fleet.worker(spread)];
  const job = await fleet.ended(await fleet.submit(gateway));
  expect(job.result?.resultHash).toBe(resultHashOf(spread));
  expect(workers.every(({ taken }) => taken.length > 0)).toBe(true);
  const states = (await fleet.store.transitions(job.id)).map(({ to }) => to);
  expect(states).toEqual(['PENDING', 'SCHEDULED', 'RUNNING', 'COMPLETED']);
  await fleet.until(async () => ((await fleet.queue.size()) === 0 ? true : null));
});

test('a job waits for a worker of its pool, and says so', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const jobId = await fleet.submit(gateway, { pool: 't-0123' });
  const waits = await fleet.until(async () => {
    const { waitingFor } = await fleet.job(jobId);
    return waitingFor;
  });
  expect(waits).toBe('no worker of version 0.5.0 in pool t-0123');
  fleet.worker(small, { pool: 't-0123' });
  expect((await fleet.ended(jobId)).state).toBe('COMPLETED');
});

test('a job begins on the newest version where no worker has that of the gateway', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const jobId = await fleet.submit(gateway);
  fleet.worker(small, { runtimeVersion: '0.10.0' });
  expect((await fleet.ended(jobId)).runtimeVersion).toBe('0.10.0');
});

test('the same run is answered from the job that has it', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  fleet.worker(spread);
  const first = await fleet.ended(await fleet.submit(gateway));
  const second = await fleet.ended(await fleet.submit(gateway));
  expect(second).toMatchObject({ state: 'COMPLETED', answeredFrom: first.id });
  expect(second.result).toEqual(first.result);
  const again = await fleet.ended(await fleet.submit(gateway, { recompute: true }));
  expect(again.answeredFrom).toBe(null);
});

test('the same run with another result fails, and says which job it contradicts', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const honest = fleet.worker(small);
  const first = await fleet.ended(await fleet.submit(gateway));
  await honest.stop();
  fleet.worker({ ...spread, units: [3] });
  const second = await fleet.ended(await fleet.submit(gateway, { recompute: true }));
  expect(second.error).toMatchObject({ code: 'PARITY_VIOLATION' });
  expect(second.error?.message).toContain(first.id);
  expect(second.result).toBe(null);
});

test('an error of the model fails the job at once with that error', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  fleet.worker(spread, {
    script: async (task, right) => {
      const answer = await right();
      if (task.kind !== 'chunk' || answer === null) return answer;
      const error = { code: 'EXECUTION_FAILED', message: 'Row 7 is wrong.', row: 7 } as const;
      const { taskId, jobId, tenant, attempt, worker, runtimeVersion, computeMs } = answer.outcome;
      const head = { taskId, jobId, tenant, attempt, worker, runtimeVersion, computeMs };
      return { outcome: { ...head, kind: 'failed', error }, bytes: null };
    },
  });
  const job = await fleet.ended(await fleet.submit(gateway));
  expect(job).toMatchObject({ state: 'FAILED', error: { code: 'EXECUTION_FAILED', row: 7 } });
});

test('a job whose deadline passes fails', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const jobId = await fleet.submit(gateway, { deadlineAt: Date.now() + 100 });
  expect((await fleet.ended(jobId)).error?.code).toBe('DEADLINE_EXCEEDED');
});

test('a cancelled job ends at once, and its tasks are taken away', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const begun = Promise.withResolvers<void>();
  fleet.worker(spread, {
    script: async (task, right) => {
      if (task.kind !== 'chunk') return await right();
      begun.resolve();
      return null;
    },
  });
  const jobId = await fleet.submit(gateway);
  await begun.promise;
  const stopped: string[] = [];
  using _ = fleet.queue.onNews((news) => {
    if (news.kind === 'stop') stopped.push(news.jobId);
  });
  expect((await gateway.cancel('acme', jobId, 'user ada'))?.state).toBe('CANCELLED');
  expect(await gateway.cancel('acme', jobId, 'user ada')).toBe(null);
  await fleet.until(async () => ((await fleet.queue.size()) === 0 ? true : null));
  expect(stopped).toContain(jobId);
  const last = (await fleet.store.transitions(jobId)).at(-1);
  expect(last).toMatchObject({ to: 'CANCELLED', by: 'user ada' });
});

test('a table in another format is made once, and the job stays as it is', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const worker = fleet.worker(small);
  const job = await fleet.ended(await fleet.submit(gateway));
  const [table] = job.tables;
  const make = async () =>
    await gateway.conversions.make(job, table!, 'csv', new AbortController().signal);
  const [first, second] = await Promise.all([make(), make()]);
  expect(first).toEqual(second);
  expect(await make()).toEqual(first);
  expect(worker.taken.filter(({ kind }) => kind === 'convert')).toHaveLength(1);
  expect(await fleet.job(job.id)).toEqual(job);
});

test('a small job waits for the store eight times in all', async () => {
  await using fleet = await SmallFleet.open();
  let pending = 0;
  const waits: string[] = [];
  const store = withCalls(fleet.store, async (name, call) => {
    if (pending++ === 0 && name !== 'gatewayAlive') waits.push(name);
    return await call().finally(() => pending--);
  });
  const gateway = fleet.gateway('one', { store, settings: {} });
  fleet.worker(small);
  await fleet.until(async () => {
    await fleet.store.ping();
    return pending === 0 && waits.includes('lease') && gateway.fleet.workers().length > 0
      ? true
      : null;
  });
  waits.length = 0;
  const { job } = await store.insert(aJob(), noQuota);
  gateway.kick(job.id);
  await fleet.ended(job.id);
  expect(waits, waits.join(', ')).toHaveLength(8);
});
