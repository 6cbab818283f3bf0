/** Runs of a worker that are paused, stepped through and looked into over its stream. */
import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { gatewayProcess } from '../../gateway/testing/gateway-process.ts';
import { smallSubmission } from '../../intake/testing/small-submission.ts';
import { startSuiteWorker, type WorkerProcess } from '../../worker/testing/worker-process.ts';
import { connect, type Client } from './client.ts';

const secret = 'a secret that only this test and its worker know';
let worker: WorkerProcess;

beforeAll(async () => {
  const settings = {
    AUTH_SECRET: secret,
    AUTH_ISSUER: 'https://issuer',
    AUTH_AUDIENCE: 'livecalc',
  };
  worker = await startSuiteWorker(settings);
  return worker.stop;
});

async function clientOf(subject: string, tenant = 'acme', role = 'submitter'): Promise<Client> {
  const token = await new SignJWT({ tenant, roles: [role] })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject)
    .setIssuer('https://issuer')
    .setAudience('livecalc')
    .setExpirationTime('5 min')
    .sign(new TextEncoder().encode(secret));
  const client = connect(worker.url, { token });
  onTestFinished(() => client.close());
  return client;
}

const before = (node: string) => ({ at: 'before', node, stage: null, running: [] });
const after = (node: string) => ({ at: 'after', node, stage: null, running: [] });

describe('a run on a worker', () => {
  test('is stepped through, looked into, and ends with the hash that it has undisturbed', async () => {
    const client = await clientOf('ann');
    const plain = await (await client.execute(smallSubmission())).result;
    const run = await client.execute(smallSubmission(), { paused: true });
    expect(await run.pause()).toEqual(before('scenarios'));
    expect((await client.status(run.jobId)).status).toBe('RUNNING');
    expect(await run.step()).toEqual(after('scenarios'));
    const { nodes } = await run.inspect();
    expect(nodes.map(({ id, status }) => [id, status])).toEqual([
      ['scenarios', 'succeeded'],
      ['projection', 'pending'],
    ]);
    expect(await run.step()).toEqual(after('projection'));
    const { blocks, values } = await run.inspect({
      block: 'bus://results/scenarios',
      column: 'npv',
    });
    const npv = blocks[0]!.columns.find(({ name }) => name === 'npv')!;
    const sha256 = createHash('sha256').update(Buffer.from(values!.base64, 'base64')).digest('hex');
    expect(npv.sha256).toBe(sha256);
    await run.resume();
    const result = await run.result;
    expect(result.resultHash).toBe(plain.resultHash);
    expect(result.columns.find(({ name }) => name === 'scenarios.npv')!.sha256).toBe(sha256);
    await expect(run.pause()).rejects.toMatchObject({ code: 'NOT_READY' });
  });

  test('stands at the node that was named, and tells what is asked wrongly', async () => {
    const run = await (await clientOf('ann')).execute(smallSubmission(), { paused: true });
    await run.pause();
    await expect(run.pause({ node: 'lapses' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const stands = run.pause({ at: 'before', node: 'projection' });
    await run.resume();
    expect(await stands).toEqual(before('projection'));
    await expect(run.inspect({ block: 'bus://results/none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const range = { block: 'bus://results/scenarios', column: 'npv', offset: 1_000_000 };
    await expect(run.inspect(range)).rejects.toMatchObject({ code: 'RANGE_INVALID' });
    await run.cancel();
    await expect(run.result).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('tells who waits for a stand that it came to its end first', async () => {
    const run = await (await clientOf('ann')).execute(smallSubmission(), { paused: true });
    await run.pause();
    const stands = run.pause({ at: 'before', node: 'scenarios' });
    await run.resume();
    expect(await stands).toBeNull();
    await run.result;
  });

  test('is debugged by nobody but who submitted it, and looks missing to another tenant', async () => {
    const run = await (await clientOf('ann')).execute(smallSubmission(), { paused: true });
    await run.pause();
    const colleague = await (await clientOf('bob')).attach(run.jobId);
    const viewer = await (await clientOf('eve', 'acme', 'viewer')).attach(run.jobId);
    for (const other of [colleague, viewer]) {
      await expect(other.inspect()).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(other.resume()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    const stranger = await clientOf('ann', 'other');
    const own = await stranger.execute(smallSubmission());
    Object.defineProperty(own, 'jobId', { value: run.jobId });
    await expect(own.inspect()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await run.cancel();
  });
});

test('A gateway says where runs are debugged', async () => {
  const { server } = await gatewayProcess();
  using client = connect(server.url);
  const refused = {
    code: 'FRAME_OUT_OF_ORDER',
    message: expect.stringContaining('livecalc debug') as string,
  };
  await expect(client.execute(smallSubmission(), { paused: true })).rejects.toMatchObject(refused);
  const run = await client.execute(smallSubmission());
  await expect(run.pause()).rejects.toMatchObject(refused);
  await run.result;
});
