/** What a gateway answers, with a real store and no worker: jobs stand where the test puts them. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { jobListSchema } from '../contracts/wire/fleet-job.ts';
import { fleetStatusSchema } from '../contracts/wire/fleet-status.ts';
import { usageSchema } from '../contracts/wire/usage.ts';
import { validationSchema } from '../contracts/wire/validation.ts';
import { smallSubmission } from '../intake/testing/small-submission.ts';
import { runtimeVersion } from '../runtime/version.ts';
import { problemIn } from './testing/gateway-client.ts';
import { complete, moved, testGateway } from './testing/test-gateway.ts';
import { publishedDocument } from './testing/published-document.ts';

describe('a submission', () => {
  it('is a job that waits, and says where its results will come', async () => {
    const { client, url } = await testGateway();
    const response = await client.post(smallSubmission());
    expect(response.status).toBe(201);
    const submitted = await response.json();
    const { jobId } = submitted as { jobId: string };
    expect(submitted).toMatchObject({
      status: 'PENDING',
      streamUrl: `/v1/jobs/${jobId}/stream`,
      websocketUrl: `${url.replace('http', 'ws')}/v1/jobs/${jobId}/stream`,
      answeredFrom: null,
    });
    expect(response.headers.get('location')).toBe(`/v1/jobs/${jobId}`);
    expect(await client.job(jobId)).toMatchObject({
      status: 'PENDING',
      pool: 'shared',
      attempts: { made: 0, lost: 0, preempted: 0, most: 3 },
      chunks: { done: 0, running: 0, waiting: 0 },
      transitions: [{ from: null, to: 'PENDING' }],
    });
  });

  it('has the deadline, the attempts and the trace that it asks for', async () => {
    const { client, works } = await testGateway();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const path = '/v1/jobs/submit?deadlineMs=60000&maxAttempts=7&recompute=true';
    const { jobId } = await client.submit(smallSubmission(), { path, headers: { traceparent } });
    const record = (await works.store.anyJob(jobId))!;
    expect(record).toMatchObject({ maxAttempts: 7, recompute: true, traceparent });
    expect(record.deadlineAt! - record.createdAt).toBe(60_000);
    const wrong = client.post(smallSubmission(), { path: '/v1/jobs/submit?deadline=1' });
    const problem = await problemIn(wrong);
    expect(problem).toMatchObject({ code: 'REQUEST_INVALID', status: 400 });
    expect(problem.detail).toContain('deadline');
  });

  it('is the first job where its key was used for the same, and refused for another model', async () => {
    const { client } = await testGateway();
    const options = { headers: { 'Idempotency-Key': 'monday' } };
    const first = await client.submit(smallSubmission(), options);
    expect((await client.submit(smallSubmission(), options)).jobId).toBe(first.jobId);
    const other = client.post(smallSubmission({ policies: 11 }), options);
    expect(await problemIn(other)).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT', status: 422 });
  });

  it('is answered from the store where the same was valued before, unless it asks to recompute', async () => {
    const { client, works } = await testGateway();
    const first = await client.submit(smallSubmission());
    await complete(works, first.jobId, { scenarios: Buffer.from('a table') });
    const again = await client.submit(smallSubmission());
    expect(again).toMatchObject({ status: 'COMPLETED', answeredFrom: first.jobId });
    const job = await client.job(again.jobId);
    expect(job).toMatchObject({
      answeredFrom: first.jobId,
      tables: [{ table: 'scenarios' }],
      planned: { runHash: 'a'.repeat(64) },
    });
    expect(job.transitions.at(-1)!.reason).toContain(first.jobId);
    const table = await client.ask(`/v1/jobs/${again.jobId}/results/scenarios`);
    expect(await table.text()).toBe('a table');
    const path = '/v1/jobs/submit?recompute=true';
    expect(await client.submit(smallSubmission(), { path })).toMatchObject({
      status: 'PENDING',
      answeredFrom: null,
    });
  });

  it('is told all files that are missing, and that a body is not of a known type', async () => {
    const { client } = await testGateway();
    const { config } = smallSubmission();
    expect(await problemIn(client.post({ config }))).toMatchObject({ code: 'ASSET_MISSING' });
    const text = client.ask('/v1/jobs/submit', { method: 'POST', body: 'text' });
    expect(await problemIn(text)).toMatchObject({ code: 'REQUEST_INVALID' });
  });
});

describe('a tenant', () => {
  it('may have so many jobs that are not at their end', async () => {
    const { client, works } = await testGateway({ MAX_JOBS_PER_TENANT: '1' });
    const { jobId } = await client.submit(smallSubmission());
    const refused = await client.post(smallSubmission({ policies: 11 }));
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(await problemIn(refused)).toMatchObject({ code: 'QUOTA_EXCEEDED', status: 429 });
    await complete(works, jobId);
    await client.submit(smallSubmission({ policies: 12 }));
  });

  it('may ask so often, and is told when to come again', async () => {
    const { client } = await testGateway({ RATE_PER_MINUTE: '2' });
    for (let asked = 0; asked < 2; asked++) await client.json('/v1/jobs');
    const refused = await client.ask('/v1/jobs');
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(30);
    expect(await problemIn(refused)).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
    expect((await client.ask('/livez')).status).toBe(200);
  });
});

describe('a job', () => {
  it('is waited for until it ends', async () => {
    const { client, works } = await testGateway();
    const { jobId } = await client.submit(smallSubmission());
    const waited = client.job(jobId, 60);
    await expect.poll(() => works.watcher.size).toBe(1);
    await moved(works, jobId, 'RUNNING', { startedAt: Date.now() });
    await complete(works, jobId);
    expect(await waited).toMatchObject({ status: 'COMPLETED' });
    expect(works.watcher.size).toBe(0);
    expect((await client.job(jobId, 60)).result).not.toBeNull();
  });

  it('is told as it stands when the wait is over, and to nobody longer than a minute', async () => {
    const { client } = await testGateway();
    const { jobId } = await client.submit(smallSubmission());
    expect(await client.job(jobId, 1)).toMatchObject({ status: 'PENDING' });
    const longer = await client.ask(`/v1/jobs/${jobId}?wait=61`);
    expect(await problemIn(longer)).toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('that failed says why, and has no tables', async () => {
    const { client, works } = await testGateway();
    const { jobId } = await client.submit(smallSubmission());
    const error = { code: 'VALUE_INVALID', message: 'Row 3 is wrong.', row: 3 } as const;
    await moved(works, jobId, 'FAILED', { error, finishedAt: Date.now() });
    expect(await client.job(jobId)).toMatchObject({
      status: 'FAILED',
      tables: [],
      error: { code: 'VALUE_INVALID', detail: 'Row 3 is wrong.', details: { row: 3 } },
    });
  });

  it('is cancelled, and removed when it is deleted again', async () => {
    const { client } = await testGateway();
    const { jobId } = await client.submit(smallSubmission());
    const remove = (): Promise<Response> => client.ask(`/v1/jobs/${jobId}`, { method: 'DELETE' });
    expect((await remove()).status).toBe(204);
    const job = await client.job(jobId);
    expect(job).toMatchObject({ status: 'CANCELLED', error: { code: 'CANCELLED' } });
    expect(job.transitions.at(-1)).toMatchObject({ to: 'CANCELLED', by: 'user local' });
    expect((await remove()).status).toBe(204);
    expect(await problemIn(client.ask(`/v1/jobs/${jobId}`))).toMatchObject({ status: 404 });
  });

  it('that is nowhere is not found, whatever its id looks like', async () => {
    const { client } = await testGateway();
    for (const jobId of [randomUUID(), 'x', '%27%3B--']) {
      const asked = client.ask(`/v1/jobs/${jobId}`);
      expect(await problemIn(asked)).toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

it('Jobs are listed page by page, the newest first, by state and time', async () => {
  const { client, works } = await testGateway();
  const ids: string[] = [];
  for (let policies = 1; policies <= 3; policies++) {
    ids.unshift((await client.submit(smallSubmission({ policies }))).jobId);
  }
  await complete(works, ids[0]!);
  const page = jobListSchema.parse(await client.json('/v1/jobs?limit=2'));
  expect(page.jobs.map(({ jobId }) => jobId)).toEqual(ids.slice(0, 2));
  expect(page.jobs[0]).toMatchObject({ status: 'COMPLETED', runHash: 'a'.repeat(64) });
  const rest = jobListSchema.parse(
    await client.json(`/v1/jobs?limit=2&cursor=${encodeURIComponent(page.nextCursor!)}`),
  );
  expect(rest.jobs.map(({ jobId }) => jobId)).toEqual(ids.slice(2));
  expect(rest.nextCursor).toBeNull();
  const waiting = jobListSchema.parse(await client.json('/v1/jobs?state=PENDING,RUNNING'));
  expect(waiting.jobs).toHaveLength(2);
  const later = new Date(Date.now() + 60_000).toISOString();
  const none = jobListSchema.parse(
    await client.json(`/v1/jobs?createdAfter=${encodeURIComponent(later)}`),
  );
  expect(none.jobs).toEqual([]);
  expect(await problemIn(client.ask('/v1/jobs?state=DONE'))).toMatchObject({
    status: 400,
    detail: expect.stringContaining('state is "DONE"; expected states of PENDING, '),
  });
  expect(await problemIn(client.ask('/v1/jobs?createdAfter=yesterday'))).toMatchObject({
    status: 400,
    detail: expect.stringContaining('expected a time as 2026-11-01T00:00:00Z'),
  });
  expect(await problemIn(client.ask('/v1/jobs?cursor=nonsense'))).toMatchObject({ status: 400 });
});

it('A run is checked without being valued', async () => {
  const { client, works } = await testGateway();
  const check = async (body: Parameters<typeof client.post>[0]) =>
    validationSchema.parse(await (await client.post(body, { path: '/v1/validate' })).json());
  const good = await check(smallSubmission());
  expect(good).toMatchObject({ isValid: true, problem: null, answeredFrom: null });
  const typo = await check(smallSubmission({ config: { scenarioz: {} } }));
  expect(typo).toMatchObject({ isValid: false, problem: { code: 'CONFIG_INVALID' } });
  const engines = { projection: 'b'.repeat(64) };
  const other = await check({ ...smallSubmission(), engines });
  expect(other).toMatchObject({ isValid: false, problem: { code: 'ENGINE_MISMATCH' } });
  expect(await works.store.size()).toMatchObject({ jobs: 0 });
  const { jobId } = await client.submit(smallSubmission());
  await complete(works, jobId);
  expect(await check(smallSubmission())).toMatchObject({ answeredFrom: jobId });
});

it('Usage is told by day, of days that are in order', async () => {
  const { client } = await testGateway();
  await client.submit(smallSubmission());
  const usage = usageSchema.parse(await client.json('/v1/usage'));
  expect(usage).toMatchObject({ tenant: 'local', total: { computeSeconds: 0 } });
  const wrong = client.ask('/v1/usage?from=2026-02-02&to=2026-02-01');
  expect(await problemIn(wrong)).toMatchObject({ code: 'REQUEST_INVALID' });
});

it('The fleet is told worker by worker, of another tenant’s work only that it is there', async () => {
  const { client, works } = await testGateway();
  const own = await client.submit(smallSubmission());
  const task = { attempt: 1, forMs: 10, progress: null };
  works.queue.announce({
    kind: 'worker',
    status: {
      worker: randomUUID(),
      pod: 'livecalc-worker-1',
      runtimeVersion,
      pool: 'shared',
      slots: 2,
      threads: 1,
      state: 'ready',
      startedAt: new Date().toISOString(),
      running: [own.jobId, randomUUID()].map((jobId) => ({
        ...task,
        jobId,
        taskId: `${jobId}.advance.0`,
      })),
      tasksDone: 0,
      residentBytes: 1000,
    },
  });
  const { workers, lanes } = fleetStatusSchema.parse(await client.json('/v1/fleet'));
  expect(workers).toMatchObject([
    { pod: 'livecalc-worker-1', running: [{ jobId: own.jobId }, { jobId: null, taskId: null }] },
  ]);
  expect(lanes).toMatchObject([{ pool: 'shared', runtimeVersion, slots: 2, running: 2 }]);
});

it('The document is served as it is, with a page that runs no script but ours', async () => {
  const { client } = await testGateway();
  expect(await client.json('/openapi.json')).toEqual(publishedDocument);
  const page = await client.ask('/docs');
  const policy = page.headers.get('content-security-policy');
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain('unsafe');
  const text = await page.text();
  expect(text).not.toMatch(/<script>|onload=|https?:\/\//);
  for (const [, file] of text.matchAll(/(?:src|href)="([^"]+)"/g)) {
    expect((await client.ask(`/${file}`)).status).toBe(200);
  }
  expect((await client.ask('/docs/package.json')).status).toBe(404);
});

it('What it counts can be read by Prometheus', async () => {
  const { client, works } = await testGateway();
  await client.submit(smallSubmission());
  await client.ask('/v1/jobs/x');
  await expect.poll(() => works.lead.leading).toBe(1);
  const metrics = await (await client.ask('/metrics')).text();
  for (const line of [
    'livecalc_jobs{state="PENDING"} 1',
    'livecalc_chunks_waiting{pool="shared"} 1',
    'livecalc_jobs_led 1',
    'livecalc_sockets_open 0',
    'livecalc_problems_total{code="NOT_FOUND"} 1',
  ]) {
    expect(metrics).toContain(`${line}\n`);
  }
});

it('On its way down it answers what waits, and takes nothing new', async () => {
  const { client, drain, works } = await testGateway();
  const { jobId } = await client.submit(smallSubmission());
  const waiting = client.job(jobId, 60);
  await expect.poll(() => works.watcher.size).toBe(1);
  const down = drain();
  expect(await waiting).toMatchObject({ status: 'PENDING' });
  await down;
  await expect(client.ask('/livez')).rejects.toThrow('fetch failed');
});
