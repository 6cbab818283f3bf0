/** What becomes of the queue when its server dies, forgets, or is not there; clients are never restarted. */
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { noAbort } from '../../../executor/testing/run-listeners.ts';
import { thrownBy } from '../../../service/testing/thrown.ts';
import type { News } from '../queue.ts';
import { natsQueue } from '../testing/nats-queues.ts';
import {
  natsServerCommand,
  startNatsServer,
  withoutNats,
  type NatsServer,
} from '../testing/nats-server.ts';
import { advanceTask, chunkOutcome, chunkTask, jobs, sharedLane } from '../testing/sample-tasks.ts';
import type { JetStreamQueue } from './jetstream-queue.ts';
import { outcomesStream, tasksStream, taskSubject } from './subjects.ts';

async function started(): Promise<NatsServer> {
  const server = await startNatsServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

async function queueAt({ url }: Pick<NatsServer, 'url'>): Promise<JetStreamQueue> {
  const queue = await natsQueue(url);
  onTestFinished(() => queue[Symbol.asyncDispose]());
  return queue;
}

async function plainConnection({ url }: NatsServer): Promise<NatsConnection> {
  const connection = await connect({ servers: url.replace('nats://', '') });
  onTestFinished(() => connection.close());
  return connection;
}

const bytes = Uint8Array.of(1, 2, 3);

describe.skipIf(natsServerCommand === null)(`a queue whose server fails${withoutNats}`, () => {
  it('keeps its tasks where the server is killed', async () => {
    const server = await started();
    const [gateway, worker] = [await queueAt(server), await queueAt(server)];
    await gateway.publish(advanceTask());
    await server.kill();
    await server.start();
    expect((await worker.take(sharedLane, noAbort())).task).toEqual(advanceTask());
  });

  it('is connected again where the clock was set back after its last attempt', async () => {
    const server = await started();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    const queue = await queueAt(server);
    await queue.publish(advanceTask());
    vi.setSystemTime(Date.now() - 7_200_000);

    await server.kill();
    await expect.poll(() => queue.isConnected).toBe(false);
    await server.start();

    await expect.poll(() => queue.isConnected).toBe(true);
  });

  it('works on where the server is killed and has lost everything', async () => {
    const server = await started();
    const [gateway, worker] = [await queueAt(server), await queueAt(server)];
    const heard: string[] = [];
    const listening = gateway.onOutcome(async ({ outcome }) => {
      await Promise.resolve();
      heard.push(outcome.taskId);
    });
    onTestFinished(() => listening[Symbol.asyncDispose]());
    await gateway.publish(chunkTask(0));
    const before = await worker.take(sharedLane, noAbort());
    const waiting = worker.take(sharedLane, noAbort());

    await server.kill();
    server.wipe();
    await server.start();

    await expect.poll(() => gateway.isConnected).toBe(true);
    expect(await gateway.holds(chunkTask(0))).toBe(false);
    expect(await gateway.size()).toBe(0);
    await gateway.publish(chunkTask(1));
    expect((await waiting).task.taskId).toBe(chunkTask(1).taskId);
    // Done before the server forgot, reported after it.
    await worker.report(chunkOutcome(chunkTask(0), bytes), bytes);
    await before.done();
    await expect.poll(() => heard).toEqual([chunkTask(0).taskId]);
  });

  it('hears news again once the server is there again', async () => {
    const server = await started();
    const [gateway, worker] = [await queueAt(server), await queueAt(server)];
    const heard: News[] = [];
    worker.onNews((news) => heard.push(news));
    await gateway.size();
    await server.kill();
    await server.start();
    await expect
      .poll(() => (gateway.announce({ kind: 'job', jobId: jobs.first }), heard.length), {
        timeout: 10_000,
      })
      .toBeGreaterThan(0);
  });

  it('makes streams again that somebody has deleted', async () => {
    const server = await started();
    const [gateway, worker] = [await queueAt(server), await queueAt(server)];
    await gateway.publish(chunkTask(0));
    await worker.take(sharedLane, noAbort());
    const waiting = worker.take(sharedLane, noAbort());
    await gateway.report(chunkOutcome(chunkTask(0), bytes), bytes);
    const { streams } = await jetstreamManager(await plainConnection(server));
    await streams.delete(tasksStream);
    await streams.delete(outcomesStream);
    await gateway.publish(chunkTask(1));
    expect((await waiting).task.taskId).toBe(chunkTask(1).taskId);
    await gateway.report(chunkOutcome(chunkTask(1), bytes), bytes);
    expect(await gateway.size()).toBe(2);
  });

  it('says so within a bounded time where there is none, and works once there is', async () => {
    const server = await started();
    await server.kill();
    const queue = await queueAt(server);
    expect((await thrownBy(() => queue.publish(advanceTask()))).code).toBe('BACKEND_UNAVAILABLE');
    expect(queue.isConnected).toBe(false);
    const taking = queue.take(sharedLane, noAbort());
    await server.start();
    await expect.poll(() => queue.isConnected).toBe(true);
    await queue.publish(advanceTask());
    expect((await taking).task).toEqual(advanceTask());
  });

  it('gives up waiting for a server when it is told to', async () => {
    const server = await started();
    await server.kill();
    const queue = await queueAt(server);
    const stop = new AbortController();
    const taking = queue.take(sharedLane, stop.signal);
    stop.abort(new Error('going down'));
    await expect(taking).rejects.toThrow('going down');
  });
});

describe.skipIf(natsServerCommand === null)(`messages of others${withoutNats}`, () => {
  it('are removed, and the next is taken', async () => {
    const server = await started();
    const queue = await queueAt(server);
    await queue.publish(chunkTask(0));
    await (await queue.take(sharedLane, noAbort())).done();
    const connection = await plainConnection(server);
    await connection.request(taskSubject(chunkTask(1)), '{"not":"ours"}');
    await connection.request(taskSubject(chunkTask(2)), new Uint8Array(0));
    await queue.publish(chunkTask(3));
    expect(await queue.size()).toBe(3);
    expect((await queue.take(sharedLane, noAbort())).task.taskId).toBe(chunkTask(3).taskId);
    await expect.poll(() => queue.size()).toBe(1);
  });

  it('that are news do no harm', async () => {
    const server = await started();
    const queue = await queueAt(server);
    const heard: News[] = [];
    queue.onNews((news) => heard.push(news));
    await queue.size();
    const connection = await plainConnection(server);
    connection.publish('livecalc.news.stop', 'not ours');
    await connection.flush();
    queue.announce({ kind: 'stop', jobId: jobs.first });
    await expect.poll(() => heard).toEqual([{ kind: 'stop', jobId: jobs.first }]);
  });

  it('are too much where they are larger than the server takes', async () => {
    const queue = await queueAt(await started());
    const large = new Uint8Array(2 ** 20);
    const reporting = thrownBy(() => queue.report(chunkOutcome(chunkTask(0), large), large));
    expect((await reporting).code).toBe('INTERNAL');
  });
});
