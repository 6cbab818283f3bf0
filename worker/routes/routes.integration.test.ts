import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { executionRecordSchema } from '../../contracts/execution-record.ts';
import { capabilitiesSchema } from '../../contracts/wire/capabilities.ts';
import { healthSchema } from '../../contracts/wire/health.ts';
import { submittedJobSchema } from '../../contracts/wire/job.ts';
import type { SubmissionInput } from '../../contracts/wire/submission.ts';
import { slowSubmission, smallSubmission } from '../../intake/testing/small-submission.ts';
import { problemIn, WorkerClient } from '../testing/worker-client.ts';
import { startSuiteWorker, type WorkerProcess } from '../testing/worker-process.ts';

let worker: WorkerProcess;
let client: WorkerClient;

beforeAll(async () => {
  worker = await startSuiteWorker();
  client = new WorkerClient(worker.url);
  return worker.stop;
});

const tableOf = (jobId: string, table = 'scenarios'): string => `/jobs/${jobId}/results/${table}`;

describe('a job', () => {
  it('is planned when it is answered, runs, and gives its tables', async () => {
    const submitted = await client.submit(smallSubmission());
    expect(submitted.executionOrder).toEqual(['compress', 'scenarios', 'projection']);
    expect(submitted.streamUrl).toBe(`/v1/jobs/${submitted.jobId}/stream`);
    const job = await client.until(submitted.jobId);
    expect(job.status).toBe('COMPLETED');
    expect(job.result!.runHash).toBe(submitted.runHash);
    expect(job.tables.map(({ table }) => table).toSorted()).toEqual(['cash_flows', 'scenarios']);
    for (const { table, sizeBytes, sha256 } of job.tables) {
      const bytes = await (await client.ask(tableOf(job.jobId, table))).bytes();
      expect(bytes.length).toBe(sizeBytes);
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    }
  });

  it('is the same under the addresses of a gateway', async () => {
    const response = await client.post(smallSubmission(), {}, '/v1/jobs/submit');
    expect(response.status).toBe(201);
    const { jobId } = submittedJobSchema.parse(await response.json());
    expect(response.headers.get('location')).toBe(`/v1/jobs/${jobId}`);
    await client.until(jobId);
    const [short, long] = await Promise.all(
      ['', '/v1'].map(async (prefix) => (await client.ask(`${prefix}/jobs/${jobId}`)).json()),
    );
    expect(long).toEqual(short);
    const table = await client.ask(`/v1${tableOf(jobId)}`);
    expect(table.headers.get('content-type')).toBe('application/vnd.apache.arrow.stream');
  });

  it('may come as a form with its files one by one', async () => {
    const { config, assets } = smallSubmission();
    const form = new FormData();
    for (const [path, { text }] of Object.entries(assets as Record<string, { text: string }>)) {
      form.append(path, new Blob([text]), 'table.csv');
    }
    form.append('config', JSON.stringify(config));
    const response = await client.ask('/execute', { method: 'POST', body: form });
    expect(response.status).toBe(202);
    const { runHash } = submittedJobSchema.parse(await response.json());
    expect(runHash).toBe((await client.submit(smallSubmission())).runHash);
  });

  it('is cancelled while it runs, and forgotten when it is deleted again', async () => {
    const { jobId } = await client.submit(slowSubmission(1_000_000));
    await client.until(jobId, ({ status }) => status === 'RUNNING');
    const beganMs = performance.now();
    expect((await client.ask(`/jobs/${jobId}`, { method: 'DELETE' })).status).toBe(204);
    process.stdout.write(`DELETE answered after ${(performance.now() - beganMs).toFixed(0)} ms\n`);
    const job = await client.status(jobId);
    expect(job).toMatchObject({ status: 'CANCELLED', tables: [], error: { code: 'CANCELLED' } });
    expect((await client.ask(`/jobs/${jobId}`, { method: 'DELETE' })).status).toBe(204);
    expect((await client.ask(`/jobs/${jobId}`)).status).toBe(404);
  });

  it('runs again in the place of one that was cancelled while it waited', async () => {
    const submission = smallSubmission({ policies: 50 });
    const jobs = await Promise.all(Array.from({ length: 6 }, () => client.submit(submission)));
    const last = jobs.at(-1)!;
    await client.ask(`/jobs/${last.jobId}`, { method: 'DELETE' });
    const ended = await Promise.all(jobs.map(({ jobId }) => client.until(jobId).catch(() => null)));
    expect(ended.filter((job) => job?.status === 'COMPLETED').length).toBeGreaterThanOrEqual(5);
  });
});

describe('a table', () => {
  let jobId: string;
  let whole: Uint8Array;
  beforeAll(async () => {
    ({ jobId } = await client.submit(smallSubmission()));
    await client.until(jobId);
    whole = await (await client.ask(tableOf(jobId))).bytes();
  });

  it('has its SHA-256 as a strong ETag, and need not be sent again', async () => {
    const sha256 = createHash('sha256').update(whole).digest('hex');
    const head = await client.ask(tableOf(jobId), { method: 'HEAD' });
    expect(head.headers.get('etag')).toBe(`"${sha256}"`);
    expect(head.headers.get('content-length')).toBe(String(whole.length));
    const again = await client.ask(tableOf(jobId), { headers: { 'If-None-Match': `"${sha256}"` } });
    expect(again.status).toBe(304);
  });

  it('is given in ranges', async () => {
    const part = await client.ask(tableOf(jobId), { headers: { Range: 'bytes=100-299' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-299/${whole.length}`);
    expect(await part.bytes()).toEqual(whole.subarray(100, 300));
    const beyond = await client.ask(tableOf(jobId), { headers: { Range: 'bytes=99999999-' } });
    expect(beyond.status).toBe(416);
  });

  it('is the answer itself where the client accepts Arrow', async () => {
    const headers = { Accept: 'application/vnd.apache.arrow.stream' };
    const response = await client.post(smallSubmission(), headers, '/execute?table=scenarios');
    expect(response.status).toBe(200);
    expect(await response.bytes()).toEqual(whole);
    const one = smallSubmission({ config: { output: { tables: ['scenarios'] } } });
    expect(await (await client.post(one, headers)).bytes()).toEqual(whole);
  });

  it.each(['/execute', '/execute?table=policies'])(
    'is refused as the answer at %s before anything is valued',
    async (path) => {
      const started = (): number => worker.lines.filter(({ msg }) => msg === 'job started').length;
      const before = started();
      const headers = { Accept: 'application/vnd.apache.arrow.stream' };
      const problem = await problemIn(client.post(smallSubmission(), headers, path));
      expect(problem).toMatchObject({
        code: 'REQUEST_INVALID',
        details: { expected: 'scenarios, cash_flows' },
      });
      await client.until((await client.submit(smallSubmission())).jobId);
      expect(started()).toBe(before + 1);
    },
  );

  it('by group can be the answer too', async () => {
    const headers = { Accept: 'application/vnd.apache.arrow.stream' };
    const grouped = smallSubmission({ config: { groupBy: ['gender'] } });
    const response = await client.post(grouped, headers, '/execute?table=scenarios_by_group');
    expect(response.status).toBe(200);
  });

  it('is not found where the job has none of that name', async () => {
    const problem = await problemIn(client.ask(tableOf(jobId, 'policies')));
    expect(problem).toMatchObject({ code: 'NOT_FOUND', status: 404 });
    expect(problem.detail).toContain('scenarios');
  });
});

describe('the execution record', () => {
  it('is there once the job is done, under both addresses, and names no place of the worker', async () => {
    const output = { dir: '/home/ada/out' };
    const { jobId } = await client.submit(smallSubmission({ config: { output } }));
    const { result } = await client.until(jobId);
    const response = await client.ask(`/v1/jobs/${jobId}/execution`);
    expect(response.headers.get('content-type')).toContain('application/json');
    const bytes = await response.bytes();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(response.headers.get('etag')).toBe(`"${sha256}"`);
    const again = { headers: { 'If-None-Match': `"${sha256}"` } };
    expect((await client.ask(`/jobs/${jobId}/execution`, again)).status).toBe(304);
    const text = Buffer.from(bytes).toString();
    const record = executionRecordSchema.parse(JSON.parse(text));
    const { runHash, resultHash, inputs, engines } = result!;
    expect(record).toMatchObject({ runHash, resultHash, inputs, engines });
    expect(record.parameters).toMatchObject({ policies: 'local://policies.csv' });
    expect(record.steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['read', 'run', 'write']),
    );
    expect(record.nodes.map(({ id }) => id)).toEqual(['compress', 'scenarios', 'projection']);
    // The process has perhaps run another tenant's job before (I8).
    expect(record.memory.peakBytes).toBeNull();
    for (const place of [tmpdir(), process.cwd(), '/home/']) expect(text).not.toContain(place);
  });

  it('comes later while the job runs, and is gone with it', async () => {
    const { jobId } = await client.submit(slowSubmission(1_000_000));
    const record = `/jobs/${jobId}/execution`;
    await client.until(jobId, ({ status }) => status === 'RUNNING');
    expect(await problemIn(client.ask(record))).toMatchObject({ code: 'NOT_READY' });
    await client.ask(`/jobs/${jobId}`, { method: 'DELETE' });
    expect(await problemIn(client.ask(record))).toMatchObject({ code: 'NOT_FOUND' });
    const done = await client.submit(smallSubmission());
    await client.until(done.jobId);
    await client.ask(`/jobs/${done.jobId}`, { method: 'DELETE' });
    const removed = client.ask(`/jobs/${done.jobId}/execution`);
    expect(await problemIn(removed)).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('what a worker says of itself', () => {
  it('is alive, ready and healthy', async () => {
    for (const path of ['/livez', '/readyz']) expect((await client.ask(path)).status).toBe(200);
    const health = healthSchema.parse(await (await client.ask('/health')).json());
    expect(health).toMatchObject({ status: 'ready', jobs: { running: 0, queued: 0 } });
    expect(health.memory!.executorBytes).toBeGreaterThan(0);
  });

  it('tells what it can do, found out by doing it', async () => {
    const capabilities = await (await client.ask('/capabilities')).json();
    expect(capabilitiesSchema.parse(capabilities)).toMatchObject({
      simd128: true,
      sharedMemory: true,
      selfTest: { isEqual: true },
    });
  });

  it('counts for Prometheus, without naming jobs', async () => {
    const { jobId } = await client.submit(smallSubmission());
    await client.until(jobId);
    await (await client.ask(tableOf(jobId))).bytes();
    const text = await (await client.ask('/metrics')).text();
    for (const name of [
      'runs_total{outcome="completed",code=""}',
      'stage_seconds_bucket{le="0.001",stage="projection.project"}',
      'result_bytes_total{by="http"}',
      'nodejs_eventloop_lag_seconds',
      'engine_traps_total',
      'executor_starts',
      'asset_bytes_total',
      'sockets_open',
      'jobs_queued',
    ]) {
      expect(text).toContain(`livecalc_${name}`);
    }
    // What runs add up to: of every completed run, all its chunks and all its pairs.
    for (const name of ['chunks_total', 'policy_scenarios_total']) {
      expect(text).toMatch(new RegExp(`^livecalc_${name} [1-9]`, 'm'));
    }
    expect(text).not.toContain(jobId);
    expect(text).not.toMatch(/tenant/);
  });

  it('says what a path takes, and that there is nothing at others', async () => {
    expect(await problemIn(client.ask('/execute'))).toMatchObject({ code: 'METHOD_NOT_ALLOWED' });
    expect(await problemIn(client.ask('/nowhere'))).toMatchObject({ code: 'NOT_FOUND' });
    expect((await client.ask('/jobs/no-such-job')).status).toBe(404);
    expect(await problemIn(client.ask('/stream'))).toMatchObject({
      code: 'REQUEST_INVALID',
      details: { expected: 'a WebSocket with the subprotocol livecalc.v1' },
    });
  });

  it('says what is wrong with a body that is no submission', async () => {
    const send = (body: object): Promise<Response> => client.post(body as SubmissionInput);
    const list = await problemIn(send([]));
    expect(list.detail).toMatch(/^The body is not a submission: it is \[\]; expected an object/);
    const text = await problemIn(send({ config: {}, wasmBinaries: { own: '*' } }));
    expect(text.detail).toContain('wasmBinaries.own is "*"; expected bytes as base64');
  });
});

describe('an asset', () => {
  const bytes = new TextEncoder().encode('age,male_qx,female_qx\n0,0.1,0.1\n');
  const sha256 = createHash('sha256').update(bytes).digest('hex');

  it('is known once it was put', async () => {
    const path = `/v1/assets/${sha256}`;
    expect((await client.ask(path, { method: 'HEAD' })).status).toBe(404);
    for (let times = 0; times < 2; times++) {
      expect((await client.ask(path, { method: 'PUT', body: bytes })).status).toBe(204);
    }
    const head = await client.ask(path, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(String(bytes.length));
  });

  it('is refused under another hash', async () => {
    const put = client.ask(`/v1/assets/${'0'.repeat(64)}`, { method: 'PUT', body: bytes });
    expect(await problemIn(put)).toMatchObject({ code: 'ASSET_CHANGED', status: 422 });
    const head = await client.ask(`/v1/assets/${'0'.repeat(64)}`, { method: 'HEAD' });
    expect(head.status).toBe(404);
  });

  it('takes the place of bytes in a submission, and all that are missing are named', async () => {
    const submission = smallSubmission();
    const known = Object.entries(submission.assets!).map(([path, content]) => {
      const text = Buffer.from('text' in content ? content.text : '');
      return { path, text, sha256: createHash('sha256').update(text).digest('hex') };
    });
    const byHash = {
      config: { ...submission.config, scenarios: { model: 'gbm', count: 100, seed: 8 } },
      assumptionRefs: known.map(({ path, sha256: hash }) => ({ path, sha256: hash })),
    };
    const unknown = known.map(({ path }, index) => ({ path, sha256: String(index).repeat(64) }));
    const problem = await problemIn(client.post({ ...byHash, assumptionRefs: unknown }));
    expect(problem).toMatchObject({ code: 'ASSET_MISSING', details: { missing: unknown } });
    for (const { text, sha256: hash } of known) {
      await client.ask(`/v1/assets/${hash}`, { method: 'PUT', body: text });
    }
    const job = await client.until((await client.submit(byHash)).jobId);
    expect(job.status).toBe('COMPLETED');
  });
});
