/** Two computations of one thing differ (I7): nobody keeps the result. */
import { expect, test } from 'vitest';
import { resultHashOf, sha256, type PretendRun } from './testing/pretend-run.ts';
import type { Answer } from './testing/scripted-worker.ts';
import { SmallFleet } from './testing/small-fleet.ts';

const sums = [{ type: 'f64', length: 5 }] as const;
const run: PretendRun = { units: [40, 64], grain: 2, unitMs: 40, sums };
const expected = resultHashOf(run);

test('a second, other outcome comes after the job is COMPLETED', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  let first: Answer = null;
  fleet.worker(run, {
    script: async (task, right) => {
      const answer = await right();
      if (task.kind === 'chunk') first ??= answer;
      return answer;
    },
  });
  const jobId = await fleet.submit(gateway);
  expect((await fleet.ended(jobId)).state).toBe('COMPLETED');
  const other = new Uint8Array(64).fill(1);
  const { outcome } = first!;
  const payload = { sha256: sha256(other), sizeBytes: 64, isInline: true };
  if (outcome.kind === 'chunk') await fleet.queue.report({ ...outcome, payload }, other);
  const job = await fleet.until(async () => {
    const found = await fleet.job(jobId);
    return found.state === 'FAILED' ? found : null;
  });
  expect(job).toMatchObject({ error: { code: 'PARITY_VIOLATION' }, result: null, tables: [] });
});

test('a result is withdrawn that other jobs were given: they lose it too', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  const seen: NonNullable<Answer>[] = [];
  fleet.worker(run, {
    script: async (_, right) => {
      const answer = await right();
      seen.push(answer!);
      return answer;
    },
  });
  const first = await fleet.submit(gateway);
  await fleet.ended(first);
  const answers = await Promise.all([fleet.submit(gateway), fleet.submit(gateway)]);
  for (const jobId of answers) {
    expect(await fleet.ended(jobId)).toMatchObject({ state: 'COMPLETED', answeredFrom: first });
  }
  const other = new Uint8Array(64).fill(1);
  const payload = { sha256: sha256(other), sizeBytes: 64, isInline: true };
  const { outcome } = seen.find((one) => one.outcome.kind === 'chunk')!;
  if (outcome.kind === 'chunk') await fleet.queue.report({ ...outcome, payload }, other);
  for (const jobId of [first, ...answers]) {
    const job = await fleet.until(async () => {
      const found = await fleet.job(jobId);
      return found.state === 'FAILED' ? found : null;
    });
    expect(job).toMatchObject({ error: { code: 'PARITY_VIOLATION' }, result: null, tables: [] });
  }
});

test('a run computed again has another result: neither stays', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  let resultHash = expected;
  fleet.worker(run, {
    script: async (_, right) => {
      const answer = (await right())!;
      const { outcome } = answer;
      if (outcome.kind !== 'finished') return answer;
      return { ...answer, outcome: { ...outcome, resultHash } };
    },
  });
  const first = await fleet.submit(gateway);
  expect((await fleet.ended(first)).state).toBe('COMPLETED');
  resultHash = sha256('another');
  const second = await fleet.submit(gateway, { recompute: true });
  const error = { code: 'PARITY_VIOLATION', found: resultHash, expected };
  expect(await fleet.ended(second)).toMatchObject({ state: 'FAILED', error, result: null });
  const withdrawn = await fleet.until(async () => {
    const found = await fleet.job(first);
    return found.state === 'FAILED' ? found : null;
  });
  expect(withdrawn).toMatchObject({ error, result: null, tables: [] });
});

test('partials of other engines are not added', async () => {
  await using fleet = await SmallFleet.open();
  const gateway = fleet.gateway('one');
  fleet.worker(run, {
    script: async (_, right) => {
      const answer = (await right())!;
      const { outcome } = answer;
      if (outcome.kind !== 'chunk') return answer;
      return { ...answer, outcome: { ...outcome, engines: { projection: sha256('other') } } };
    },
  });
  const job = await fleet.ended(await fleet.submit(gateway));
  expect(job.error?.code).toBe('PARITY_VIOLATION');
});
