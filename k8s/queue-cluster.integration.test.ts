/** Three servers with the cluster's configuration: what they hold survives the loss of one. */
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutNats } from '../fleet/queue/testing/nats-server.ts';
import { natsQueue } from '../fleet/queue/testing/nats-queues.ts';
import { chunkTask, sharedLane } from '../fleet/queue/testing/sample-tasks.ts';
import { startQueueCluster, type QueueCluster } from './testing/queue-cluster.ts';

if (withoutNats !== '') process.stdout.write(`The cluster of NATS${withoutNats}\n`);

let cluster: QueueCluster;
beforeAll(async () => {
  if (withoutNats === '') cluster = await startQueueCluster();
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

/** How often the stream of tasks is kept. */
async function replicas(): Promise<number> {
  const url = new URL(cluster.urlOf('gateway-a').split(',')[0] ?? '');
  const connection = await connect({
    servers: url.host,
    user: url.username,
    pass: url.password,
    tls: { caFile: cluster.caFile },
  });
  try {
    const { streams } = await jetstreamManager(connection, { checkAPI: false });
    return (await streams.info('LIVECALC_TASKS')).config.num_replicas;
  } finally {
    await connection.close();
  }
}

describe.skipIf(withoutNats !== '')('a cluster of three servers', () => {
  test('keeps a task when one of them dies, and hands it out', async () => {
    const { caFile } = cluster;
    await using gateway = await natsQueue(cluster.urlOf('gateway-a'), { caFile });
    await using worker = await natsQueue(cluster.urlOf('worker-a'), { caFile });
    // They take a moment to choose their leader.
    const publish = (): Promise<boolean> =>
      gateway.publish(chunkTask(0)).then(
        () => true,
        () => false,
      );
    await expect.poll(publish, { timeout: 60_000, interval: 500 }).toBe(true);
    expect(await replicas()).toBe(3);
    await cluster.servers[2]?.kill();
    const delivery = await worker.take(sharedLane, AbortSignal.timeout(60_000));
    expect(delivery.task.taskId).toBe(chunkTask(0).taskId);
    await delivery.done();
  });
});
