/** Sockets of a gateway: jobs that wait are followed, tables come from the object store, and it says when it goes. */
import { expect, it } from 'vitest';
import { smallSubmission } from '../intake/testing/small-submission.ts';
import { TestClient } from '../service/sockets/test-support/socket-server.ts';
import { complete, moved, testGateway } from './testing/test-gateway.ts';

const bytes = Buffer.alloc(600_000, 'the bytes of a table ');

it('Any number of readers of a job that waits get its table when it is done, and may begin in the middle', async () => {
  const { client, url, works } = await testGateway();
  const { jobId } = await client.submit(smallSubmission());
  const address = `${url.replace('http', 'ws')}/v1/jobs/${jobId}/stream`;
  const readers = await Promise.all([1, 2, 3].map(() => TestClient.open(address)));
  await expect.poll(() => works.watcher.size).toBe(1);
  await complete(works, jobId, { scenarios: bytes });
  for (const reader of readers) {
    await reader.next('initialized');
    const { stream, frames } = await reader.next('stream');
    expect(frames).toBe(3);
    await reader.next('complete');
    expect(reader.bytesOf(stream).equals(bytes)).toBe(true);
  }
  expect(works.watcher.size).toBe(0);
  const late = await TestClient.open(`${url.replace('http', 'ws')}/stream`);
  const streams = [{ table: 'scenarios', nextSequence: 2 }];
  late.say({ type: 'resume', requestId: 'late', jobId, streams });
  const { stream } = await late.next('stream');
  await late.next('complete');
  expect(late.bytesOf(stream).equals(bytes.subarray(2 * 256 * 1024))).toBe(true);
});

it('What is executed on a socket is a job; what fails before it is planned answers the request', async () => {
  const { url, works, client } = await testGateway();
  const socket = await TestClient.open(`${url.replace('http', 'ws')}/stream`);
  socket.say({ type: 'execute', requestId: 'r1', submission: smallSubmission() });
  await expect.poll(async () => (await works.store.counts()).byState.PENDING).toBe(1);
  const { jobs } = (await client.json('/v1/jobs')) as { jobs: { jobId: string }[] };
  const [{ jobId } = { jobId: '' }] = jobs;
  const error = { code: 'VALUE_INVALID', message: 'Row 1 is wrong.' } as const;
  await moved(works, jobId, 'FAILED', { error, finishedAt: Date.now() });
  const answer = { requestId: 'r1', jobId, error: { code: 'VALUE_INVALID' } };
  expect(await socket.next('error')).toMatchObject(answer);
  const ending = await socket.next('error');
  expect(ending).toMatchObject({ jobId, error: { code: 'VALUE_INVALID' } });
  expect(ending.requestId).toBeUndefined();
});

it('A job is cancelled on a socket, and nobody else’s is there', async () => {
  const { url, client } = await testGateway();
  const { jobId } = await client.submit(smallSubmission());
  const socket = await TestClient.open(`${url.replace('http', 'ws')}/stream`);
  socket.say({ type: 'cancel', requestId: 'c', jobId });
  expect(await socket.next('cancel')).toMatchObject({ jobId, status: 'CANCELLED' });
  socket.say({ type: 'attach', requestId: 'a', jobId: crypto.randomUUID() });
  expect(await socket.next('error')).toMatchObject({
    requestId: 'a',
    error: { code: 'NOT_FOUND' },
  });
});

it('Sockets are told that the gateway goes down, and closed', async () => {
  const { url, drain } = await testGateway();
  const socket = await TestClient.open(`${url.replace('http', 'ws')}/stream`);
  await socket.next('connected');
  const down = drain();
  expect(await socket.next('draining')).toEqual({ type: 'draining', graceMs: 0 });
  expect((await socket.closed).code).toBe(1001);
  await down;
});
