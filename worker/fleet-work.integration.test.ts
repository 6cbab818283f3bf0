import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TaskOf, WorkerStatus } from '../contracts/wire/task.ts';
import { selfTestFolder } from '../executor/capabilities/self-test.ts';
import { startObjectServer, type ObjectServer } from '../fleet/objects/testing/object-server.ts';
import type { JetStreamQueue } from '../fleet/queue/jetstream/jetstream-queue.ts';
import type { ReportedOutcome } from '../fleet/queue/queue.ts';
import { natsQueue } from '../fleet/queue/testing/nats-queues.ts';
import {
  natsServerCommand,
  startNatsServer,
  withoutNats,
  type NatsServer,
} from '../fleet/queue/testing/nats-server.ts';
import { advanceTask } from '../fleet/queue/testing/sample-tasks.ts';
import { ServerProcess } from '../local-fleet/server-process.ts';
import { runtimeVersion } from '../runtime/version.ts';
import { loadSettings } from '../service/settings/load-settings.ts';
import { workerSettings } from './settings.ts';

interface Fleet {
  readonly nats: NatsServer;
  readonly queue: JetStreamQueue;
  readonly objects: ObjectServer;
  readonly worker: ServerProcess;
  readonly statuses: WorkerStatus[];
}

async function startFleet(): Promise<Fleet> {
  const nats = await startNatsServer();
  onTestFinished(() => nats[Symbol.asyncDispose]());
  const queue = await natsQueue(nats.url);
  onTestFinished(() => queue[Symbol.asyncDispose]());
  const statuses: WorkerStatus[] = [];
  queue.onNews((news) => {
    if (news.kind === 'worker') statuses.push(news.status);
  });
  const objects = await startObjectServer();
  const env = { NATS_URL: nats.url, GATEWAY_URL: objects.url, THREADS: '1', POD_NAME: 'pod-7' };
  const worker = await ServerProcess.start({ kind: 'worker', env });
  onTestFinished(() => worker.kill());
  return { nats, queue, objects, worker, statuses };
}

/** Values the model of the self-test, in one go. */
function selfTestTask(objects: ObjectServer): TaskOf<'advance'> {
  const file = (name: string): Buffer => readFileSync(path.join(selfTestFolder, name));
  const tables = readdirSync(selfTestFolder).filter((name) => name.endsWith('.csv'));
  const model = {
    config: JSON.parse(file('livecalc.config.json').toString('utf8')) as object,
    assets: Object.fromEntries(tables.map((name) => [name, objects.put(file(name))])),
    engines: {},
  };
  const stored = objects.put(Buffer.from(JSON.stringify(model)));
  return advanceTask({ runtimeVersion, model: stored, spreadAboveMs: 600_000 });
}

async function nextOutcome(queue: JetStreamQueue): Promise<ReportedOutcome> {
  const heard = Promise.withResolvers<ReportedOutcome>();
  const listening = queue.onOutcome(async (reported) => {
    await Promise.resolve(heard.resolve(reported));
  });
  const reported = await heard.promise;
  await listening[Symbol.asyncDispose]();
  return reported;
}

async function get(worker: ServerProcess, place: string): Promise<string> {
  return await (await fetch(new URL(place, worker.url))).text();
}

const { resultHash } = JSON.parse(
  readFileSync(path.join(selfTestFolder, 'expected.json'), 'utf8'),
) as { resultHash: string };

describe.skipIf(natsServerCommand === null)(`a worker of a fleet${withoutNats}`, () => {
  it('values what the queue gives it and stores the tables', async () => {
    const { queue, objects, worker, statuses } = await startFleet();
    await queue.publish(selfTestTask(objects));
    const { outcome, bytes } = await nextOutcome(queue);
    expect(outcome).toMatchObject({ kind: 'finished', resultHash });
    expect(JSON.parse(new TextDecoder().decode(bytes!))).toMatchObject({ resultHash });
    const tables = outcome.kind === 'finished' ? outcome.tables : [];
    expect(tables.map(({ table }) => table)).toEqual(['scenarios', 'cash_flows', 'policies']);
    for (const { sha256, sizeBytes } of tables) {
      expect(objects.objects.get(sha256)?.byteLength).toBe(sizeBytes);
    }
    await expect.poll(() => queue.size()).toBe(0);
    const metrics = await get(worker, '/metrics');
    expect(metrics).toContain('livecalc_tasks_total{kind="advance",outcome="finished"} 1');
    expect(metrics).toContain('livecalc_queue_connected 1');
    expect(statuses[0]).toMatchObject({ pod: 'pod-7', pool: 'shared', runtimeVersion, threads: 1 });
    await worker.stop();
    await expect.poll(() => statuses.at(-1)?.state).toBe('gone');
  });

  it('stays ready, and works on, where the queue dies and comes back empty', async () => {
    const { nats, queue, objects, worker } = await startFleet();
    await nats.kill();
    nats.wipe();
    await expect.poll(() => get(worker, '/metrics')).toContain('livecalc_queue_connected 0');
    expect(await get(worker, '/readyz')).toContain('"ready"');
    await nats.start();
    await expect.poll(() => queue.isConnected).toBe(true);
    await queue.publish(selfTestTask(objects));
    expect((await nextOutcome(queue)).outcome).toMatchObject({ kind: 'finished', resultHash });
  });

  it('needs to know where gateways are', async () => {
    const env = { NATS_URL: 'nats://127.0.0.1:9' };
    expect(loadSettings(workerSettings, env)).toMatchObject({ GATEWAY_URL: null, POOL: 'shared' });
    await expect(ServerProcess.start({ kind: 'worker', env })).rejects.toThrow(
      'GATEWAY_URL is not',
    );
  });
});
