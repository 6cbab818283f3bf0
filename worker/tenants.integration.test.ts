/** A worker that asks who comes: nothing in without a name, and nothing of another tenant's (I8). */
import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { subprotocol } from '../contracts/wire/control-message.ts';
import { healthSchema } from '../contracts/wire/health.ts';
import { smallSubmission } from '../intake/testing/small-submission.ts';
import { problemIn, WorkerClient } from './testing/worker-client.ts';
import { startSuiteWorker, type WorkerProcess } from './testing/worker-process.ts';

const secret = 'a secret that only this test and its worker know';
let worker: WorkerProcess;
let anyone: WorkerClient;

beforeAll(async () => {
  const settings = {
    AUTH_SECRET: secret,
    AUTH_ISSUER: 'https://issuer',
    AUTH_AUDIENCE: 'livecalc',
  };
  worker = await startSuiteWorker(settings);
  anyone = new WorkerClient(worker.url);
  return worker.stop;
});

async function tokenOf(tenant: string, roles: readonly string[]): Promise<string> {
  return await new SignJWT({ tenant, roles })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(`one of ${tenant}`)
    .setIssuer('https://issuer')
    .setAudience('livecalc')
    .setExpirationTime('5 min')
    .sign(new TextEncoder().encode(secret));
}

async function clientOf(tenant: string, ...roles: string[]): Promise<WorkerClient> {
  return new WorkerClient(worker.url, { Authorization: `Bearer ${await tokenOf(tenant, roles)}` });
}

it('asks for credentials everywhere but where it says that it lives', async () => {
  for (const path of ['/livez', '/readyz', '/health']) {
    expect((await anyone.ask(path)).status).toBe(200);
  }
  const minimal = healthSchema.parse(await (await anyone.ask('/health')).json());
  expect(Object.keys(minimal)).toEqual(['status', 'uptimeSeconds']);
  for (const path of ['/metrics', '/capabilities', '/jobs/x', '/v1/jobs/x/results/scenarios']) {
    const response = await anyone.ask(path);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await problemIn(response)).toMatchObject({ code: 'UNAUTHENTICATED' });
  }
  expect(await problemIn(anyone.post(smallSubmission()))).toMatchObject({ status: 401 });
});

it('tells more of its health to who says who they are', async () => {
  const viewer = await clientOf('acme', 'viewer');
  const health = healthSchema.parse(await (await viewer.ask('/health')).json());
  expect(health.memory!.serverBytes).toBeGreaterThan(0);
  const wrong = new WorkerClient(worker.url, { Authorization: 'Bearer not.a.token' });
  expect(await problemIn(wrong.ask('/health'))).toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('lets viewers see and submitters act', async () => {
  const [viewer, submitter] = [
    await clientOf('acme', 'viewer'),
    await clientOf('acme', 'submitter'),
  ];
  expect(await problemIn(viewer.post(smallSubmission()))).toMatchObject({ code: 'FORBIDDEN' });
  const { jobId } = await submitter.submit(smallSubmission());
  expect((await viewer.until(jobId)).status).toBe('COMPLETED');
  const remove = viewer.ask(`/jobs/${jobId}`, { method: 'DELETE' });
  expect(await problemIn(remove)).toMatchObject({ code: 'FORBIDDEN', status: 403 });
});

it('shows one tenant nothing of another: jobs, tables, assets, sockets, keys', async () => {
  const [acme, other] = [await clientOf('acme', 'submitter'), await clientOf('other', 'admin')];
  const key = { 'Idempotency-Key': 'one key' };
  const { jobId } = await acme.submit(smallSubmission(), key);
  await acme.until(jobId);
  for (const path of ['', '/execution', '/results/scenarios'].map(
    (one) => `/jobs/${jobId}${one}`,
  )) {
    expect(await problemIn(other.ask(path))).toMatchObject({ code: 'NOT_FOUND' });
  }
  const remove = other.ask(`/jobs/${jobId}`, { method: 'DELETE' });
  expect(await problemIn(remove)).toMatchObject({ code: 'NOT_FOUND' });
  const bytes = 'of acme alone';
  const asset = `/v1/assets/${createHash('sha256').update(bytes).digest('hex')}`;
  await acme.ask(asset, { method: 'PUT', body: bytes });
  expect((await acme.ask(asset, { method: 'HEAD' })).status).toBe(200);
  expect((await other.ask(asset, { method: 'HEAD' })).status).toBe(404);
  expect((await other.submit(smallSubmission(), key)).jobId).not.toBe(jobId);
  expect(await firstOnSocket(await tokenOf('other', ['admin']), jobId)).toContain('NOT_FOUND');
  expect(await firstOnSocket(await tokenOf('acme', ['viewer']), jobId)).toContain('initialized');
});

/** What the socket of a job says first to who sends this token. */
async function firstOnSocket(token: string, jobId: string): Promise<string> {
  const url = `${worker.url.replace('http', 'ws')}/v1/jobs/${jobId}/stream`;
  const headers = { Authorization: `Bearer ${token}` };
  const socket = new WebSocket(url, subprotocol, { headers });
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject).on('message', (data: Buffer, isBinary: boolean) => {
        const text = data.toString();
        if (!isBinary && !text.includes('"connected"')) resolve(text);
      });
    });
  } finally {
    socket.terminate();
  }
}

it('answers the same submission under one key with one job, and refuses another', async () => {
  const acme = await clientOf('acme', 'submitter');
  const key = { 'Idempotency-Key': 'monday' };
  const [first, same] = await Promise.all([
    acme.submit(smallSubmission(), key),
    acme.submit(smallSubmission(), key),
  ]);
  expect(same.jobId).toBe(first.jobId);
  const different = smallSubmission({ policies: 11 });
  expect(await problemIn(acme.post(different, key))).toMatchObject({
    code: 'IDEMPOTENCY_CONFLICT',
  });
});

it('leaves a line of audit for every action of a tenant, and no token and no policy anywhere', async () => {
  const [acme, other] = [await clientOf('audited', 'submitter'), await clientOf('other', 'viewer')];
  const { jobId, runHash } = await acme.submit(smallSubmission());
  const { result } = await acme.until(jobId);
  await (await acme.ask(`/jobs/${jobId}/results/scenarios`)).bytes();
  await other.ask(`/jobs/${jobId}`);
  await expect.poll(() => linesOf(jobId).length).toBeGreaterThanOrEqual(4);
  const byAction = new Map(linesOf(jobId).map((line) => [line['action'], line]));
  expect(byAction.get('job.submit')).toMatchObject({
    tenant: 'audited',
    subject: 'one of audited',
    outcome: 'ok',
    runHash,
    from: '127.0.0.1',
  });
  const { resultHash } = result!;
  expect(byAction.get('job.end')).toMatchObject({ tenant: 'audited', runHash, resultHash });
  expect(byAction.get('result.read')).toMatchObject({ tenant: 'audited', resultHash });
  const reads = (): number =>
    linesOf(jobId).filter((line) => line['action'] === 'result.read').length;
  const before = reads();
  await firstOnSocket(await tokenOf('audited', ['viewer']), jobId);
  await expect.poll(reads).toBe(before + 1);
  await expect(firstOnSocket('not.a.token', jobId)).rejects.toThrow('401');
  const unnamed = worker.lines.find(({ action }) => action === 'authenticate');
  expect(unnamed).toMatchObject({ outcome: 'refused', code: 'UNAUTHENTICATED', from: '127.0.0.1' });
  const refusals = worker.lines.filter(
    ({ outcome, tenant }) => outcome === 'refused' && tenant === 'other',
  );
  expect(refusals.length).toBeGreaterThan(0);
  const said = JSON.stringify(worker.lines);
  expect(said).not.toContain('eyJ');
  expect(said).not.toContain('Standard');
});

function linesOf(jobId: string): Readonly<Record<string, unknown>>[] {
  return worker.lines.filter(({ channel, job }) => channel === 'audit' && job === jobId);
}
