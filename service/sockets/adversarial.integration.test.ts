/** What breaks if a client is slow, silent, early, late, wrong, or nobody at all? */
import { randomUUID } from 'node:crypto';
import { createConnection } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { LiveCalcError } from '../../contracts/errors.ts';
import { frameCount } from '../../contracts/wire/stream-frame.ts';
import { socketServer, TestClient } from './test-support/socket-server.ts';
import { emptyResult } from '../../contracts/testing/empty-result.ts';

const submission = { config: {} };

/** More than a call takes arguments, of which zod makes one for each thing that is wrong. */
function many<T>(make: (index: number) => T): T[] {
  return Array.from({ length: 200_000 }, (_, index) => make(index));
}

describe('an upgrade', () => {
  test.each([
    { what: 'on another path', path: '/other', status: '404' },
    { what: 'with a token in the address', path: '/stream?access_token=acme', status: '400' },
    { what: 'with a password in the address', path: '/stream?Password=acme', status: '400' },
    { what: 'without the subprotocol', path: '/stream', protocols: ['other'], status: '400' },
    { what: 'from a page of elsewhere', path: '/stream', origin: 'http://evil', status: '403' },
    { what: 'by a name that was made to lead here', path: '/stream', host: 'evil', status: '403' },
    { what: 'to a job whose id is none', path: '/v1/jobs/1/stream', status: '404' },
  ])('$what is refused', async ({ path, status, protocols, origin, host }) => {
    const { url } = await socketServer();
    const headers = { ...(origin && { origin }), ...(host && { host }) };
    const options = { ...(protocols && { protocols }), headers };
    await expect(TestClient.open(`${url}${path}`, options)).rejects.toThrow(status);
  });

  test('from an allowed page is taken', async () => {
    const { url } = await socketServer();
    const client = await TestClient.open(`${url}/stream`, { origin: 'http://good' });
    expect(client.socket.protocol).toBe('livecalc.v1');
  });

  test('beyond as many sockets as may be open is told to come later', async () => {
    const { url } = await socketServer({ settings: { maxSockets: 1 } });
    await TestClient.open(`${url}/stream`);
    await expect(TestClient.open(`${url}/stream`)).rejects.toThrow('503');
  });
});

describe('a message that is none of the protocol’s is answered, and the socket goes on:', () => {
  test.each([
    { text: '{"type":"execute"', code: 'FRAME_MALFORMED' },
    { text: '[]', code: 'FRAME_MALFORMED' },
    { text: 'null', code: 'FRAME_MALFORMED' },
    { text: '{"type":"debug:heap"}', code: 'FRAME_MALFORMED' },
    { text: '{"type":"attach","jobId":"1"}', code: 'FRAME_MALFORMED' },
    { text: '{"type":"acknowledge","stream":-1,"sequence":0}', code: 'FRAME_MALFORMED' },
    { text: '{"type":"acknowledge","stream":0,"sequence":0}', code: 'FRAME_OUT_OF_ORDER' },
    { text: `{"type":"execute","submission":${'['.repeat(65)}`, code: 'JSON_TOO_DEEP' },
    { text: '{"a":'.repeat(1_000_000), code: 'JSON_TOO_DEEP' },
  ])('$text', { timeout: 20_000 }, async ({ text, code }) => {
    const { url, faults } = await socketServer();
    const client = await TestClient.open(`${url}/stream`);
    client.socket.send(text);
    expect((await client.next('error')).error.code).toBe(code);
    client.say({ type: 'execute', submission });
    await client.next('initialized');
    expect(faults).toEqual([]);
  });

  test.each([
    ['cells', { policies: [Object.fromEntries(many((index) => [`c${index}`, null]))] }, 'policies'],
    ['rows', { policies: many(() => []) }, 'policies[0]'],
    ['references', { assumptionRefs: many(() => 1) }, 'holds more than'],
    ['keys', Object.fromEntries(many((index) => [`k${index}`, 1])), 'holds more than'],
  ])('very many %s that are wrong', { timeout: 20_000 }, async (_what, wrong, words) => {
    const { url, faults } = await socketServer();
    const client = await TestClient.open(`${url}/stream`);
    const message = { type: 'execute', submission: { config: {}, ...wrong } };
    client.socket.send(JSON.stringify(message));
    const { error } = await client.next('error');
    expect(error.code).toBe('FRAME_MALFORMED');
    expect(error.detail).toContain(words);
    expect(error.detail.length).toBeLessThan(1000);
    expect(faults).toEqual([]);
  });

  test('a binary frame', async () => {
    const { url } = await socketServer();
    const client = await TestClient.open(`${url}/stream`);
    client.socket.send(Buffer.of(1, 2, 3));
    expect((await client.next('error')).error.code).toBe('FRAME_MALFORMED');
    client.say({ type: 'execute', submission });
    await client.next('initialized');
  });

  test('and its requestId is told back where it has one', async () => {
    const { url } = await socketServer();
    const client = await TestClient.open(`${url}/stream`);
    client.socket.send('{"type":"cancel","requestId":"mine","job":"x"}');
    const { requestId, error } = await client.next('error');
    expect(requestId).toBe('mine');
    expect(error.detail).toContain('did you mean jobId');
  });

  test('brackets in a text are not nesting', async () => {
    const { url, jobs } = await socketServer();
    const client = await TestClient.open(`${url}/stream`);
    const text = `"\\${'['.repeat(1000)}`;
    const assets = { 'a.csv': { text } };
    client.say({ type: 'execute', submission: { config: {}, assets } });
    await client.next('initialized');
    expect(jobs.submissions[0]?.submission.assets).toEqual(assets);
  });
});

describe('a frame that cannot be read is told, and closes the socket:', () => {
  test('one that is too long', async () => {
    const { url } = await socketServer({ settings: { maxMessageBytes: 1000 } });
    const client = await TestClient.open(`${url}/stream`);
    client.socket.send('x'.repeat(1001));
    expect((await client.next('error')).error.code).toBe('FRAME_TOO_LARGE');
    expect((await client.closed).code).toBe(1009);
  });

  test.each([
    // FIN and a text opcode, masked with zeros: one byte that is no UTF-8.
    { what: 'text that is no UTF-8', bytes: [0x81, 0x81, 0, 0, 0, 0, 0xff], code: 1007 },
    { what: 'an opcode that there is not', bytes: [0x83, 0x80, 0, 0, 0, 0], code: 1002 },
    { what: 'a frame without a mask', bytes: [0x81, 0x01, 0x7b], code: 1002 },
  ])('$what', async ({ bytes, code }) => {
    const { url } = await socketServer();
    const port = Number(new URL(url).port);
    const raw = createConnection(port, '127.0.0.1');
    const key = Buffer.alloc(16).toString('base64');
    raw.write(
      `GET /stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: livecalc.v1\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    await new Promise((resolve) => raw.once('data', resolve));
    raw.write(Buffer.from(bytes));
    let heard = Buffer.alloc(0);
    for await (const chunk of raw) heard = Buffer.concat([heard, chunk as Buffer]);
    expect(heard.toString('latin1')).toContain('FRAME_MALFORMED');
    expect(heard.subarray(-4)).toEqual(Buffer.of(0x88, 2, code >> 8, code & 255));
  });
});

describe('a client that does not read', () => {
  const bytes = new Uint8Array(64 * 1024 * 1024);

  test('costs no more than the buffers, and others go on', async () => {
    const { url, jobs, sockets } = await socketServer();
    const job = jobs.add();
    await job.store('scenarios', bytes);
    job.complete();
    const slow = await TestClient.open(`${url}/stream`);
    slow.say({ type: 'attach', jobId: job.id });
    await slow.next('stream');
    slow.socket.pause();
    const other = await TestClient.open(`${url}/stream`);
    other.say({ type: 'attach', jobId: job.id });
    await other.next('complete');
    expect(other.frames).toHaveLength(frameCount(bytes.byteLength) + 1);
    expect(slow.frames.length).toBeLessThan(other.frames.length);
    expect(sockets.bufferedBytes).toBeGreaterThan(0);
    expect(sockets.bufferedBytes).toBeLessThanOrEqual(8 * 1024 * 1024);
    slow.socket.resume();
    await slow.next('complete');
    expect(slow.bytesOf(0).byteLength).toBe(bytes.byteLength);
    expect(job.openStreams).toBe(0);
  });

  test('and many that do not cost no more than all sockets may', async () => {
    const frame = 256 * 1024 + 8;
    const settings = { maxBufferedBytesOfAll: 6 * frame };
    const { url, sockets, jobs } = await socketServer({ settings });
    const job = jobs.add();
    await job.store('scenarios', Buffer.alloc(16 * 1024 * 1024));
    const open = (): Promise<TestClient> => TestClient.open(`${url}/v1/jobs/${job.id}/stream`);
    const slow = [await open(), await open(), await open(), await open()];
    for (const client of slow) {
      await client.haveFrames(1);
      client.socket.pause();
    }
    const reading = await open();
    await reading.haveFrames(frameCount(16 * 1024 * 1024) + 1);
    expect(sockets.bufferedBytes).toBeLessThanOrEqual((6 + 5) * frame);
    for (const client of slow) client.socket.terminate();
    await expect.poll(() => sockets.bufferedBytes).toBe(0);
    const last = await open();
    await last.haveFrames(frameCount(16 * 1024 * 1024) + 1);
  });

  test('and is gone leaves nothing open', async () => {
    const { url, jobs, sockets } = await socketServer();
    const job = jobs.add();
    await job.store('scenarios', bytes);
    const client = await TestClient.open(`${url}/stream`);
    client.say({ type: 'attach', jobId: job.id });
    await client.haveFrames(1);
    client.socket.pause();
    client.socket.terminate();
    while (sockets.count > 0 || job.openStreams > 0) await wait(5);
    expect(job.listeners).toBe(0);
  });

  test.each(['errors', 'results'])('is read no more while its %s pile up', async (what) => {
    const { url, jobs } = await socketServer({ settings: { messagesPerSecond: 1_000_000 } });
    const client = await TestClient.open(`${url}/stream`);
    await client.next('connected');
    client.socket.pause();
    const job = jobs.add();
    job.complete({ ...emptyResult(), warnings: ['x'.repeat(1000)] });
    let found = 0;
    jobs.read = async () => {
      await Promise.resolve();
      found++;
      if (what === 'results') return job;
      throw new LiveCalcError('NOT_FOUND', 'x'.repeat(1000));
    };
    // Answers of more than 50 MB.
    const count = 40_000;
    const jobId = randomUUID();
    for (let sent = 0; sent < count; sent++) client.say({ type: 'attach', jobId });
    let before = -1;
    while (found > before) {
      before = found;
      await wait(200);
    }
    expect(found).toBeLessThan(count);
    client.socket.resume();
    const told = what === 'results' ? 2 * count : count;
    while (client.messages.length < told + 1) await wait(20);
    expect(found).toBe(count);
  });
});

describe('a peer', () => {
  test('that answers no ping is dropped, one that does stays', async () => {
    const settings = { heartbeatMs: 20, idleTimeoutMs: 600 };
    const { url, sockets } = await socketServer({ settings });
    const dead = await TestClient.open(`${url}/stream`, { autoPong: false });
    const alive = await TestClient.open(`${url}/stream`);
    expect((await dead.closed).code).toBe(1006);
    await wait(800);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
    expect(sockets.count).toBe(1);
  });

  test('that speaks too fast is read more slowly', async () => {
    const { url } = await socketServer({ settings: { messagesPerSecond: 100 } });
    const client = await TestClient.open(`${url}/stream`);
    const begin = performance.now();
    for (let sent = 0; sent < 130; sent++) client.socket.send('{}');
    for (let heard = 0; heard < 130; heard++) await client.next('error');
    expect(performance.now() - begin).toBeGreaterThan(250);
  });

  test('that asks for much at once waits for its answers', async () => {
    const { url, jobs } = await socketServer({ settings: { maxPendingRequests: 2 } });
    let running = 0;
    let most = 0;
    jobs.beforeSubmit = async () => {
      most = Math.max(most, ++running);
      await wait(5);
      running--;
    };
    const client = await TestClient.open(`${url}/stream`);
    for (let sent = 0; sent < 10; sent++) client.say({ type: 'execute', submission });
    for (let heard = 0; heard < 10; heard++) await client.next('initialized');
    expect(most).toBe(2);
  });

  test('that asks for more results than it may is refused', async () => {
    const { url, jobs } = await socketServer({ settings: { maxAsks: 2 } });
    const client = await TestClient.open(`${url}/stream`);
    const job = jobs.add();
    for (let sent = 0; sent < 3; sent++) client.say({ type: 'attach', jobId: job.id });
    expect((await client.next('error')).error.code).toBe('FRAME_OUT_OF_ORDER');
    job.complete();
    await client.next('complete');
    client.say({ type: 'attach', jobId: job.id });
    await client.next('complete');
  });
});

describe('what was submitted by a client that leaves while it is planned', () => {
  test.each([
    { leaves: 'closes', idempotencyKey: undefined, isAborted: true },
    { leaves: 'closes', idempotencyKey: 'k', isAborted: true },
    { leaves: 'is cut off', idempotencyKey: undefined, isAborted: true },
    { leaves: 'is cut off', idempotencyKey: 'k', isAborted: false },
  ])('key $idempotencyKey, $leaves: aborted $isAborted', async ({ leaves, ...expected }) => {
    const { url, jobs, sockets } = await socketServer();
    const planning = Promise.withResolvers<void>();
    jobs.beforeSubmit = () => planning.promise;
    const client = await TestClient.open(`${url}/stream`);
    client.say({ type: 'execute', submission, idempotencyKey: expected.idempotencyKey });
    while (jobs.submissions.length === 0) await wait(2);
    if (leaves === 'closes') client.socket.close(1000);
    else client.socket.terminate();
    while (sockets.count > 0) await wait(2);
    expect(jobs.submissions[0]?.options.signal?.aborted).toBe(expected.isAborted);
    planning.resolve();
  });
});

test('a stored stream that cannot be read ends the job on this socket, and is noted', async () => {
  const { url, jobs, faults } = await socketServer();
  const job = jobs.add();
  const client = await TestClient.open(`${url}/stream`);
  client.say({ type: 'attach', jobId: job.id });
  const stored = { table: 'gone', rows: 1, sizeBytes: 9, sha256: 'c'.repeat(64) };
  job.change({ tables: [stored] });
  const { jobId, error } = await client.next('error');
  expect([jobId, error.code]).toEqual([job.id, 'INTERNAL']);
  expect(error.detail).not.toContain('ENOENT');
  expect(faults).toHaveLength(1);
});
