/** How a worker comes to its end. */
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import {
  serverMessageSchema,
  subprotocol,
  type ServerMessage,
} from '../contracts/wire/control-message.ts';
import { executorProcesses } from '../executor/testing/processes.ts';
import { slowSubmission, smallSubmission } from '../intake/testing/small-submission.ts';
import { problemIn, WorkerClient } from './testing/worker-client.ts';
import { failTestWorker, startTestWorker, startUnreadyWorker } from './testing/worker-process.ts';

it('lets the running job finish and its socket have it, and tells all others to go elsewhere', async () => {
  const worker = await startTestWorker({ GRACE_SECONDS: '30' });
  const client = new WorkerClient(worker.url);
  const { jobId } = await client.submit(slowSubmission(120_000));
  const waiting = await client.submit(smallSubmission());
  const socket = await listen(worker.url, jobId);
  await client.until(jobId, ({ status }) => status === 'RUNNING');
  worker.signal('SIGTERM');
  await expect.poll(() => socket.types()).toContain('draining');
  const ready = await client.ask('/readyz');
  expect(ready.status).toBe(503);
  expect(ready.headers.get('connection')).toBe('close');
  expect(await ready.json()).toEqual({ status: 'draining' });
  const refused = await client.post(smallSubmission());
  expect(refused.headers.get('retry-after')).not.toBeNull();
  expect(await problemIn(refused)).toMatchObject({
    code: 'DRAINING',
    status: 503,
    retryable: true,
  });
  expect((await client.status(waiting.jobId)).error).toMatchObject({ code: 'DRAINING' });
  const job = await client.until(jobId);
  expect(job.status).toBe('COMPLETED');
  const table = await client.ask(`/jobs/${jobId}/results/policies`);
  expect((await table.bytes()).length).toBe(job.tables[0]!.sizeBytes);
  expect(await worker.exited).toBe(0);
  expect(socket.types()).toContain('complete');
});

it('ends at once where nothing runs', async () => {
  const worker = await startTestWorker({ GRACE_SECONDS: '30' });
  const beganMs = performance.now();
  worker.signal('SIGTERM');
  expect(await worker.exited).toBe(0);
  expect(performance.now() - beganMs).toBeLessThan(10_000);
});

it('ends with 0 where it was not ready yet', async () => {
  const worker = await startUnreadyWorker();
  worker.signal('SIGTERM');
  expect(await worker.exited).toBe(0);
  expect(worker.lines.map(({ msg }) => msg)).not.toContain('ready');
});

it.each(['SIGTERM', 'SIGINT'] as const)(
  'cuts the running job off at a second signal, %s, and leaves no process and no file',
  async (second) => {
    const data = mkdtempSync(path.join(os.tmpdir(), 'livecalc-drain-'));
    onTestFinished(() => rmSync(data, { recursive: true, force: true }));
    const worker = await startTestWorker({ GRACE_SECONDS: '600', DATA_DIR: data });
    const client = new WorkerClient(worker.url);
    const { jobId } = await client.submit(slowSubmission(1_000_000));
    await client.until(jobId, ({ status }) => status === 'RUNNING');
    const children = executorProcesses(worker.pid);
    expect(children.length).toBeGreaterThan(0);
    worker.signal('SIGTERM');
    // Two signals of one kind that wait together are one.
    await expect.poll(() => worker.lines.some(({ msg }) => msg === 'going down')).toBe(true);
    worker.signal(second);
    expect(await worker.exited).toBe(1);
    for (const pid of children) expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(readdirSync(data)).toEqual([]);
  },
);

it('cuts the running job off when the grace is over', async () => {
  const worker = await startTestWorker({ GRACE_SECONDS: '1' });
  const client = new WorkerClient(worker.url);
  const { jobId } = await client.submit(slowSubmission(1_000_000));
  await client.until(jobId, ({ status }) => status === 'RUNNING');
  worker.signal('SIGTERM');
  expect(await worker.exited).toBe(1);
});

it('says which setting keeps it from starting, with exit code 2', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const PORT = String((other.address() as AddressInfo).port);
  const cases = [
    [{ PORT }, 'something else listens there'],
    [{ THREADS: 'many' }, 'THREADS is "many"'],
    [{ HOST: '0.0.0.0' }, 'nothing says who may come in'],
    [{ DATA_DIR: '/dev/null/data' }, 'where nothing can be stored'],
  ] as const;
  for (const [settings, sentence] of cases) {
    const { exitCode, stderr } = await failTestWorker(settings);
    expect(stderr).toContain(sentence);
    expect(exitCode).toBe(2);
  }
});

/** The socket of a job, and the messages that it has heard. */
async function listen(url: string, jobId: string): Promise<{ types: () => string[] }> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/jobs/${jobId}/stream`, subprotocol);
  onTestFinished(() => socket.terminate());
  const messages: ServerMessage[] = [];
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isBinary) messages.push(serverMessageSchema.parse(JSON.parse(data.toString())));
  });
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
  return { types: () => messages.map(({ type }) => type) };
}
