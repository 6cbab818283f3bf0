import { randomUUID } from 'node:crypto';
import { tableFromIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { frameCount, framePayloadBytes } from '../../contracts/wire/stream-frame.ts';
import { arrowStream, runHash } from './test-support/stored-jobs.ts';
import { socketServer, TestClient } from './test-support/socket-server.ts';

const submission = { config: {} };
/** Of 400,000 bytes: two frames. */
const twoFrames = arrowStream(50_000);

describe('a run over a socket', () => {
  test('is planned, told of, streamed and completed, in this order', async () => {
    const { url, jobs } = await socketServer();
    const client = await TestClient.open(`${url}/stream`);
    client.say({ type: 'execute', requestId: 'r', submission });

    const accepted = await client.next('accepted');
    const { jobId, ...initialized } = await client.next('initialized');
    expect(accepted).toMatchObject({ requestId: 'r', jobId, status: 'PENDING' });
    expect(initialized).toMatchObject({ requestId: 'r', status: 'PENDING', runHash });
    const job = jobs.jobs.get(jobId)!;
    job.change({ status: 'RUNNING', progress: { stage: 'read', done: 0, total: 0 } });
    await client.next('progress');
    const stored = await job.store('scenarios', twoFrames, 50_000);
    const { stream, ...told } = await client.next('stream');
    expect(told).toMatchObject({ ...stored, jobId, frames: 2, nextSequence: 0 });
    await client.haveFrames(3);
    job.complete();
    await client.next('complete');

    expect(client.heard).toEqual([
      'connected',
      'accepted',
      'initialized',
      'progress',
      'stream',
      `frame ${stream}/0`,
      `frame ${stream}/1`,
      `frame ${stream}/2`,
      'complete',
    ]);
    expect(client.bytesOf(stream).equals(twoFrames)).toBe(true);
    expect(tableFromIPC(client.bytesOf(stream)).numRows).toBe(50_000);
    expect(job.listeners).toBe(0);
    expect(job.openStreams).toBe(0);
  });

  test('what is wrong with a submission answers it, and the socket goes on', async () => {
    const { url, jobs } = await socketServer();
    jobs.beforeSubmit = () => {
      throw new LiveCalcError('ASSET_MISSING', 'An asset is missing.', {
        missing: [{ path: 'policies.csv', sha256: 'c'.repeat(64) }],
      });
    };
    const client = await TestClient.open(`${url}/stream`);
    client.say({ type: 'execute', requestId: 'first', submission });
    const { requestId, jobId, error } = await client.next('error');
    expect({ requestId, jobId, code: error.code }).toEqual({
      requestId: 'first',
      jobId: undefined,
      code: 'ASSET_MISSING',
    });
    expect(error.details.missing).toHaveLength(1);
    jobs.beforeSubmit = () => {};
    client.say({ type: 'execute', submission });
    await client.next('initialized');
  });

  test('a job that fails, or is cancelled from elsewhere, ends with its error', async () => {
    const { url, jobs } = await socketServer();
    const client = await TestClient.open(`${url}/stream`);
    for (const code of ['ENGINE_TRAPPED', 'CANCELLED'] as const) {
      const job = jobs.add();
      client.say({ type: 'attach', requestId: 'r', jobId: job.id });
      await client.next('initialized');
      job.fail(new LiveCalcError(code, 'So it ended.'));
      const { requestId, jobId, error } = await client.next('error');
      expect({ requestId, jobId, code: error.code }).toEqual({ jobId: job.id, code });
      expect(job.listeners).toBe(0);
    }
  });

  test('is cancelled by a message, which is answered when nothing runs any more', async () => {
    const { url, jobs } = await socketServer();
    const client = await TestClient.open(`${url}/stream`);
    const job = jobs.add();
    client.say({ type: 'attach', jobId: job.id });
    client.say({ type: 'cancel', requestId: 'c', jobId: job.id });
    expect(await client.next('cancel')).toEqual({
      type: 'cancel',
      requestId: 'c',
      jobId: job.id,
      status: 'CANCELLED',
    });
    client.say({ type: 'cancel', requestId: 'd', jobId: randomUUID() });
    expect((await client.next('error')).error.code).toBe('NOT_FOUND');
  });
});

describe('attaching', () => {
  test('late, to a finished job, streams the tables that are asked for', async () => {
    const { url, jobs } = await socketServer();
    const job = jobs.add();
    await job.store('scenarios', twoFrames);
    await job.store('cash_flows', arrowStream(10));
    job.complete();
    const client = await TestClient.open(`${url}/stream`);
    client.say({ type: 'attach', jobId: job.id, tables: ['cash_flows'] });
    await client.next('complete');
    expect(client.heard).toEqual([
      'connected',
      'initialized',
      'stream',
      'frame 0/0',
      'frame 0/1',
      'complete',
    ]);
    expect(client.bytesOf(0).equals(arrowStream(10))).toBe(true);
  });

  test('by the address of the job streams all its tables without being asked', async () => {
    const { url, jobs } = await socketServer();
    const job = jobs.add();
    const client = await TestClient.open(`${url}/v1/jobs/${job.id}/stream`);
    await job.store('scenarios', twoFrames);
    await job.store('cash_flows', arrowStream(10));
    job.complete();
    await client.next('complete');
    const tables = client.messages.filter(({ type }) => type === 'stream');
    expect(tables).toMatchObject([{ table: 'scenarios' }, { table: 'cash_flows' }]);
  });

  test('to a job that is not there is refused; on its own address the socket is closed', async () => {
    const { url } = await socketServer();
    const jobId = randomUUID();
    const client = await TestClient.open(`${url}/stream`);
    client.say({ type: 'attach', requestId: 'r', jobId });
    expect((await client.next('error')).error.code).toBe('NOT_FOUND');
    const other = await TestClient.open(`${url}/v1/jobs/${jobId}/stream`);
    expect(await other.closed).toEqual({ code: 4404, reason: 'NOT_FOUND' });
  });

  test('for a table that a job does not have is answered, and the rest still comes', async () => {
    const { url, jobs } = await socketServer();
    const job = jobs.add();
    await job.store('scenarios', twoFrames);
    const client = await TestClient.open(`${url}/stream`);
    const tables = ['scenarios', 'polices'];
    client.say({ type: 'attach', requestId: 'r', jobId: job.id, tables });
    await client.next('stream');
    job.complete();
    const { requestId, error } = await client.next('error');
    expect({ requestId, code: error.code, found: error.details.found }).toEqual({
      requestId: 'r',
      code: 'NOT_FOUND',
      found: 'polices',
    });
    await client.next('complete');
    expect(client.bytesOf(0).equals(twoFrames)).toBe(true);
  });
});

describe('resuming', () => {
  const bytes = arrowStream(200_000);
  const frames = frameCount(bytes.byteLength);

  test('from any sequence gives the same bytes', async () => {
    const { url, jobs } = await socketServer();
    const job = jobs.add();
    await job.store('scenarios', bytes);
    job.complete();
    const client = await TestClient.open(`${url}/stream`);
    for (let nextSequence = 0; nextSequence <= frames; nextSequence++) {
      const streams = [{ table: 'scenarios', nextSequence }];
      client.say({ type: 'resume', jobId: job.id, streams });
      const { stream } = await client.next('stream');
      await client.next('complete');
      const expected = bytes.subarray(nextSequence * framePayloadBytes);
      expect(client.bytesOf(stream).equals(expected), `from ${nextSequence}`).toBe(true);
      const own = client.frames.filter((frame) => frame.stream === stream);
      expect(own.map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: frames + 1 - nextSequence }, (_, index) => nextSequence + index),
      );
      expect(own.at(-1)).toMatchObject({ kind: 2, sequence: frames });
    }
  });

  test('beyond the end is refused', async () => {
    const { url, jobs } = await socketServer();
    const job = jobs.add();
    await job.store('scenarios', bytes);
    const client = await TestClient.open(`${url}/stream`);
    const streams = [{ table: 'scenarios', nextSequence: frames + 1 }];
    client.say({ type: 'resume', requestId: 'r', jobId: job.id, streams });
    expect((await client.next('error')).error.code).toBe('FRAME_OUT_OF_ORDER');
  });
});

test('several jobs on one socket are streamed in turn', async () => {
  const { url, jobs } = await socketServer();
  const bytes = arrowStream(400_000);
  const client = await TestClient.open(`${url}/stream`);
  const two = [jobs.add(), jobs.add()];
  for (const job of two) {
    await job.store('scenarios', bytes);
    job.complete();
  }
  // At once: storing the second would give the first the time to come to its end.
  for (const { id } of two) client.say({ type: 'attach', jobId: id });
  await client.next('complete');
  await client.next('complete');
  for (const stream of [0, 1]) expect(client.bytesOf(stream).equals(bytes)).toBe(true);
  const second = client.heard.indexOf('frame 1/0');
  const lastOfFirst = client.heard.indexOf(`frame 0/${frameCount(bytes.byteLength)}`);
  expect(second).toBeLessThan(lastOfFirst);
});

test('a window is not exceeded, and acknowledging opens it', async () => {
  const { url, jobs } = await socketServer();
  const job = jobs.add();
  await job.store('scenarios', arrowStream(200_000));
  job.complete();
  const client = await TestClient.open(`${url}/stream`);
  client.say({ type: 'attach', jobId: job.id, windowFrames: 2 });
  await client.haveFrames(2);
  // The answer comes after whatever was sent before it.
  client.say({ type: 'acknowledge', stream: 9, sequence: 0 });
  expect((await client.next('error')).error.code).toBe('FRAME_OUT_OF_ORDER');
  expect(client.frames).toHaveLength(2);
  client.say({ type: 'acknowledge', stream: 0, sequence: 2 });
  expect((await client.next('error')).error.code).toBe('FRAME_OUT_OF_ORDER');
  client.say({ type: 'acknowledge', stream: 0, sequence: 0 });
  await client.haveFrames(3);
  client.say({ type: 'acknowledge', stream: 0, sequence: 2 });
  await client.haveFrames(5);
  client.say({ type: 'acknowledge', stream: 0, sequence: 4 });
  await client.next('complete');
});

test('whoever is connected is told that the server goes down, and who comes later too', async () => {
  const { url, sockets } = await socketServer();
  const client = await TestClient.open(`${url}/stream`);
  sockets.drain(30_000);
  expect(await client.next('draining')).toEqual({ type: 'draining', graceMs: 30_000 });
  const late = await TestClient.open(`${url}/stream`);
  await late.next('draining');
  await sockets.close();
  expect((await client.closed).code).toBe(1001);
});
