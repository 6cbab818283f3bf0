import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { framePayloadBytes } from '../../contracts/wire/stream-frame.ts';
import type { JobProgress } from '../../contracts/wire/job.ts';
import { emptyResult } from '../../contracts/testing/empty-result.ts';
import { arrowStream, runHash } from '../../service/sockets/test-support/stored-jobs.ts';
import { tenants } from '../../service/sockets/test-support/socket-server.ts';
import { connect, type Client } from './client.ts';
import type { ClientOptions } from './client-options.ts';
import { cuttable } from './test-support/cuttable-socket.ts';
import { sdkServer, type SdkServer } from './test-support/sdk-server.ts';

const submission = { config: {} };
const large = arrowStream(1_000_000);

function clientOf({ url }: SdkServer, options: ClientOptions = {}): Client {
  const client = connect(url, options);
  onTestFinished(() => client.close());
  return client;
}

async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(pieces));
}

describe('a run', () => {
  test('tells its plan, its progress, its tables as batches, and its result', async () => {
    const server = await sdkServer();
    const told: JobProgress[] = [];
    server.jobs.onJob = async (job) => {
      await wait(5);
      job.change({ status: 'RUNNING', progress: { stage: 'read', done: 0, total: 0 } });
      await job.store('scenarios', arrowStream(70_000));
      job.complete();
    };
    const run = await clientOf(server).execute(submission, {
      onProgress: (progress) => told.push(progress),
    });
    expect(run.runHash).toBe(runHash);
    expect(run.planned.executionOrder).toEqual(['scenarios', 'projection']);
    let sum = 0;
    let rows = 0;
    for await (const batch of run.batches('scenarios')) {
      rows += batch.numRows;
      for (const value of batch.getChild('npv')!.toArray() as Float64Array) sum += value;
    }
    expect(rows).toBe(70_000);
    expect(sum).toBe((69_999 * 70_000) / 2);
    expect(await run.result).toEqual(emptyResult());
    expect(told).toEqual([{ stage: 'read', done: 0, total: 0 }]);
  });

  test('gives the stored bytes, however late and however often they are read', async () => {
    const server = await sdkServer();
    const job = server.jobs.add();
    await job.store('scenarios', large);
    job.complete();
    const run = await clientOf(server).attach(job.id);
    expect(await run.result).toEqual(emptyResult());
    for (const _ of [1, 2]) expect((await joined(run.bytes('scenarios'))).equals(large)).toBe(true);
    const both = await Promise.all([
      joined(run.bytes('scenarios')),
      joined(run.bytes('scenarios')),
    ]);
    for (const bytes of both) expect(bytes.equals(large)).toBe(true);
  });

  test('is read in windows: what is not read is not sent', async () => {
    const server = await sdkServer();
    const job = server.jobs.add();
    await job.store('scenarios', large);
    job.complete();
    let frames = 0;
    class Counting extends WebSocket {
      constructor(...args: ConstructorParameters<typeof WebSocket>) {
        super(...args);
        this.addEventListener('message', ({ data }) => {
          if (typeof data !== 'string') frames++;
        });
      }
    }
    const options = { windowFrames: 4, WebSocket: Counting };
    const run = await clientOf(server, options).attach(job.id);
    let read = 0;
    for await (const piece of run.bytes('scenarios')) {
      read++;
      await wait(2);
      expect(frames - read).toBeLessThanOrEqual(4);
      expect(piece.byteLength).toBeLessThanOrEqual(framePayloadBytes);
    }
    expect(read).toBe(Math.ceil(large.byteLength / framePayloadBytes));
    await run.result;
  });

  test('whose table is read only in part still tells its result', async () => {
    const server = await sdkServer();
    const job = server.jobs.add();
    await job.store('scenarios', large);
    const run = await clientOf(server, { windowFrames: 2 }).attach(job.id);
    for await (const batch of run.batches('scenarios')) {
      expect(batch.numRows).toBeGreaterThan(0);
      break;
    }
    job.complete();
    await run.result;
    while (job.openStreams > 0) await wait(2);
  });

  test('that has no such table says so, and its result all the same', async () => {
    const server = await sdkServer();
    const job = server.jobs.add();
    await job.store('scenarios', arrowStream(1));
    const run = await clientOf(server).attach(job.id);
    const reading = joined(run.bytes('polices'));
    reading.catch(() => {});
    job.complete();
    await expect(reading).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await run.result;
  });

  test('that fails rejects result and tables with the run’s own error', async () => {
    const server = await sdkServer();
    server.jobs.onJob = async (job) => {
      await wait(5);
      job.fail(new LiveCalcError('NUMERICAL_ERROR', 'Policy 7 is NaN.', { policyId: '7' }));
    };
    const run = await clientOf(server).execute(submission);
    const expected = { code: 'NUMERICAL_ERROR', message: 'Policy 7 is NaN.' };
    await expect(joined(run.bytes('scenarios'))).rejects.toMatchObject(expected);
    await expect(run.result).rejects.toMatchObject({ ...expected, details: { policyId: '7' } });
  });

  test('is cancelled, by its method or by the signal it was started with', async () => {
    const server = await sdkServer();
    const client = clientOf(server);
    const run = await client.execute(submission);
    await run.cancel();
    await expect(run.result).rejects.toMatchObject({ code: 'CANCELLED' });
    const stop = new AbortController();
    const other = await client.execute(submission, { signal: stop.signal });
    stop.abort(new Error('enough'));
    await expect(other.result).rejects.toThrow('enough');
    const job = server.jobs.jobs.get(other.jobId)!;
    while (job.status().status !== 'CANCELLED') await wait(2);
  });

  test('whose signal is aborted while it is planned is cancelled once it is known', async () => {
    const server = await sdkServer();
    const client = clientOf(server);
    // Another run keeps the socket open.
    await client.execute(submission);
    const planning = Promise.withResolvers<void>();
    server.jobs.beforeSubmit = () => planning.promise;
    const stop = new AbortController();
    const asked = client.execute(submission, { signal: stop.signal });
    while (server.jobs.submissions.length < 2) await wait(2);
    stop.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    planning.resolve();
    await wait(5);
    const jobs = [...server.jobs.jobs.values()];
    while (jobs.at(-1)?.status().status !== 'CANCELLED') await wait(2);
    expect(jobs[0]?.status().status).toBe('PENDING');
  });

  test('whose signal is aborted while it is planned is cancelled with nothing else under way', async () => {
    const server = await sdkServer();
    const planning = Promise.withResolvers<void>();
    server.jobs.beforeSubmit = () => planning.promise;
    const stop = new AbortController();
    const asked = clientOf(server).execute(submission, { signal: stop.signal });
    while (server.jobs.submissions.length < 1) await wait(2);
    stop.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    planning.resolve();
    while (server.jobs.jobs.size === 0) await wait(2);
    const [job] = server.jobs.jobs.values();
    await expect.poll(() => job?.status().status).toBe('CANCELLED');
    await expect.poll(() => server.sockets.count).toBe(0);
  });

  test('leaves no socket open when it is over', async () => {
    const server = await sdkServer();
    server.jobs.onJob = (job) => job.complete();
    const run = await connect(server.url).execute(submission);
    await run.result;
    while (server.sockets.count > 0) await wait(2);
  });
});

describe('a model’s files', () => {
  test('are hashed, and only those are sent that the server lacks', async () => {
    const server = await sdkServer();
    server.jobs.onJob = (job) => job.complete();
    const client = clientOf(server);
    const assets = new Map<string, Uint8Array<ArrayBuffer> | Blob | string>([
      ['policies.csv', 'policy_id\n1\n'],
      ['rates/mortality.csv', new Blob(['age,qx\n'])],
      ['lapse.csv', new TextEncoder().encode('year\n')],
    ]);
    await client.execute({ config: {}, assets });
    expect(server.requests.filter((one) => one.startsWith('PUT'))).toHaveLength(3);
    await client.execute({ config: {}, assets: new Map([...assets, ['lapse.csv', 'changed\n']]) });
    expect(server.requests.filter((one) => one.startsWith('PUT'))).toHaveLength(4);
    const last = server.jobs.submissions.at(-1)!.submission.assets;
    expect(Object.keys(last)).toEqual([...assets.keys()]);
    const texts = Object.values(last).map((one) =>
      server.assets.get('sha256' in one ? one.sha256 : '')?.toString(),
    );
    expect(texts).toEqual(['policy_id\n1\n', 'age,qx\n', 'changed\n']);
  });

  test('that the server asks for and the client does not have are an error', async () => {
    const server = await sdkServer();
    const asked = { config: {}, assets: { 'a.csv': { sha256: 'd'.repeat(64) } } };
    await expect(clientOf(server).execute(asked)).rejects.toMatchObject({ code: 'ASSET_MISSING' });
  });
});

describe('a connection that is cut', () => {
  test('again and again in the middle of a table gives the same bytes', async () => {
    const server = await sdkServer();
    const { WebSocket: Cuttable, cut, opened } = cuttable();
    const job = server.jobs.add();
    await job.store('scenarios', large);
    const options = { WebSocket: Cuttable, windowFrames: 4, random: () => -0.9 };
    const run = await clientOf(server, options).attach(job.id);
    const pieces: Uint8Array[] = [];
    for await (const piece of run.bytes('scenarios')) {
      pieces.push(piece);
      if ([3, 4, 11, 30].includes(pieces.length)) cut();
    }
    expect(Buffer.concat(pieces).equals(large)).toBe(true);
    expect(opened()).toBe(5);
    cut();
    job.complete();
    await run.result;
  });

  test('while a run is planned submits it again with the same key: one job', async () => {
    const server = await sdkServer();
    const { WebSocket: Cuttable, cut } = cuttable();
    const planning = Promise.withResolvers<void>();
    server.jobs.beforeSubmit = () => planning.promise;
    server.jobs.onJob = (job) => job.complete();
    const asked = clientOf(server, { WebSocket: Cuttable, random: () => -0.9 }).execute(submission);
    while (server.jobs.submissions.length < 1) await wait(2);
    cut();
    while (server.jobs.submissions.length < 2) await wait(2);
    planning.resolve();
    await (
      await asked
    ).result;
    expect(server.jobs.jobs.size).toBe(1);
  });

  test('whenever something is asked is not tried without end', async () => {
    const server = await sdkServer();
    const { WebSocket: Cuttable, cut, opened } = cuttable();
    server.jobs.beforeSubmit = () => {
      cut();
      return new Promise(() => {});
    };
    const options = { WebSocket: Cuttable, reconnectMs: 300, random: () => -0.9 };
    await expect(clientOf(server, options).execute(submission)).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
    });
    expect(opened()).toBeGreaterThan(1);
  });

  test('and a server that has lost the job meanwhile says so', async () => {
    const server = await sdkServer();
    const { WebSocket: Cuttable, cut } = cuttable();
    const client = clientOf(server, { WebSocket: Cuttable, random: () => -0.9 });
    const run = await client.execute(submission);
    server.jobs.jobs.clear();
    cut();
    await expect(run.result).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('and a table that has changed meanwhile is refused', async () => {
    const server = await sdkServer();
    const { WebSocket: Cuttable, cut } = cuttable();
    const job = server.jobs.add();
    await job.store('scenarios', large);
    const client = clientOf(server, { WebSocket: Cuttable, windowFrames: 2, random: () => 0 });
    const run = await client.attach(job.id);
    const reading = run.bytes('scenarios');
    await reading.next();
    cut();
    while (job.openStreams > 0) await wait(2);
    job.change({ tables: [] });
    await job.store('scenarios', arrowStream(900_000));
    await expect(joined(reading)).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
  });

  test('and does not come back is given up after a while', async () => {
    const server = await sdkServer();
    const client = clientOf(server, { reconnectMs: 300 });
    const run = await client.execute(submission);
    await server.sockets.close();
    await expect(run.result).rejects.toMatchObject({ code: 'SERVER_UNREACHABLE' });
  });
});

describe('what is stored', () => {
  test('otherwise than announced is refused when it was read', async () => {
    const server = await sdkServer();
    const job = server.jobs.add();
    const stored = await job.store('scenarios', large);
    job.change({ tables: [{ ...stored, sha256: 'e'.repeat(64) }] });
    job.complete();
    const run = await clientOf(server).attach(job.id);
    let rows = 0;
    const reading = (async () => {
      for await (const batch of run.batches('scenarios')) rows += batch.numRows;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    expect(rows).toBe(1_000_000);
  });
});

describe('who asks', () => {
  test('is told by a token, on the socket and over HTTP', async () => {
    const server = await sdkServer({ authenticator: tenants });
    const client = clientOf(server, { token: () => Promise.resolve('local') });
    const assets = new Map([['a.csv', 'x']]);
    const { jobId } = await client.execute({ config: {}, assets });
    expect(server.jobs.jobs.get(jobId)?.tenant).toBe('local');
    expect((await client.status(jobId)).status).toBe('PENDING');
    await client.cancel(jobId);
    expect((await client.status(jobId)).status).toBe('CANCELLED');
    expect(await client.capabilities()).toEqual({ simd: true });
  });

  test.each([
    { token: undefined, message: 'none was given' },
    { token: 'wrong', message: 'not valid' },
  ])('token $token is refused, and not tried again', async ({ token, message }) => {
    const server = await sdkServer({ authenticator: tenants });
    await expect(clientOf(server, { token }).execute(submission)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining(message) as string,
    });
    await expect(clientOf(server, { token }).capabilities()).rejects.toBeInstanceOf(LiveCalcError);
  });
});

describe('an address', () => {
  test.each(['ftp://x', 'x', 'http://user:secret@x', 'http://x/?token=secret'])(
    '%s cannot be used, and nothing of it is repeated',
    (url) => {
      expect(() => connect(url)).toThrow(expect.not.stringContaining('secret') as string);
    },
  );

  test('where nobody listens is told at once', async () => {
    const server = await sdkServer();
    await server.sockets.close();
    server.server.close();
    const client = clientOf(server);
    const expected = { code: 'SERVER_UNREACHABLE' };
    await expect(client.execute(submission)).rejects.toMatchObject(expected);
    await expect(client.status(randomUUID())).rejects.toMatchObject(expected);
  });
});

test('draining is passed on', async () => {
  const server = await sdkServer();
  const told: number[] = [];
  await clientOf(server, { onDraining: (graceMs) => told.push(graceMs) }).execute(submission);
  server.sockets.drain(5000);
  while (told.length === 0) await wait(2);
  expect(told).toEqual([5000]);
});
