/** What each user of nats.conf may do, tried at a real nats-server with the Secrets of make-secrets.sh. */
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { X509Certificate } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { withoutNats } from '../fleet/queue/testing/nats-server.ts';
import { natsQueue } from '../fleet/queue/testing/nats-queues.ts';
import { chunkOutcome, chunkTask, jobs, sharedLane } from '../fleet/queue/testing/sample-tasks.ts';
import { madeSecrets } from './checks/mounts.ts';
import { makeSecrets, startQueueServer, type QueueServer } from './testing/queue-server.ts';

if (withoutNats !== '') process.stdout.write(`The queue's permissions${withoutNats}\n`);

const bytes = new Uint8Array(8);

let server: QueueServer;
beforeAll(async () => {
  if (withoutNats === '') server = await startQueueServer();
});
afterAll(() => server?.[Symbol.asyncDispose]());

/** Null where the server lets it in. */
async function login(user: string, pass?: string): Promise<NatsConnection> {
  const url = new URL(server.urlOf(user));
  const connection = await connect({
    servers: url.host,
    user,
    pass: pass ?? url.password,
    tls: { caFile: server.caFile },
    maxReconnectAttempts: 0,
  });
  onTestFinished(() => connection.close());
  return connection;
}

/** Whether the server lets the user ask; what it answers does not matter. */
async function mayAsk(user: string, subject: string): Promise<boolean> {
  const connection = await login(user);
  let isRefused = false;
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === 'error' && /permission/i.test(status.error.message)) isRefused = true;
    }
  })();
  connection.publish(subject, '{}', { reply: '_INBOX.test' });
  // A refusal comes before the answer to the ping that flush is; it is told a turn later.
  await connection.flush();
  await setImmediate();
  return !isRefused;
}

describe.skipIf(withoutNats !== '')('users of the queue', () => {
  const may: readonly (readonly [user: string, subject: string])[] = [
    ['gateway-a', 'livecalc.tasks.0_5_0.shared.JOB.TASK'],
    ['gateway-b', 'livecalc.tasks.0_5_0.shared.JOB.TASK'],
    ['gateway-a', 'livecalc.news.stop'],
    ['gateway-a', '$JS.API.STREAM.PURGE.LIVECALC_TASKS'],
    ['gateway-a', '$JS.API.STREAM.MSG.GET.LIVECALC_TASKS'],
    ['gateway-a', '$JS.API.CONSUMER.MSG.NEXT.LIVECALC_OUTCOMES.gateways'],
    ['gateway-a', '$JS.ACK.LIVECALC_OUTCOMES.gateways.1.1.1.1.0'],
    ['worker-a', 'livecalc.outcomes.JOB.TASK'],
    ['worker-b', 'livecalc.outcomes.JOB.TASK'],
    ['worker-a', 'livecalc.news.worker'],
    ['worker-a', '$JS.API.CONSUMER.MSG.NEXT.LIVECALC_TASKS.0_5_0_shared'],
    ['worker-a', '$JS.ACK.LIVECALC_TASKS.0_5_0_shared.1.1.1.1.0'],
  ];
  test.each(may)('%s may publish %s', async (user, subject) => {
    expect(await mayAsk(user, subject)).toBe(true);
  });

  const mayNot: readonly (readonly [user: string, subject: string])[] = [
    ['worker-a', 'livecalc.tasks.0_5_0.shared.JOB.TASK'],
    ['worker-b', 'livecalc.tasks.0_5_0.shared.JOB.TASK'],
    ['worker-a', 'livecalc.news.stop'],
    ['worker-a', 'livecalc.news.job'],
    ['worker-a', '$JS.API.STREAM.PURGE.LIVECALC_TASKS'],
    ['worker-a', '$JS.API.STREAM.DELETE.LIVECALC_OUTCOMES'],
    ['worker-a', '$JS.API.STREAM.UPDATE.LIVECALC_TASKS'],
    ['worker-a', '$JS.API.STREAM.MSG.GET.LIVECALC_TASKS'],
    ['worker-a', '$JS.API.CONSUMER.CREATE.LIVECALC_OUTCOMES.mine'],
    ['worker-a', '$JS.API.CONSUMER.MSG.NEXT.LIVECALC_OUTCOMES.gateways'],
    ['worker-a', '$JS.API.CONSUMER.DELETE.LIVECALC_TASKS.0_5_0_shared'],
    ['worker-a', '$JS.ACK.LIVECALC_OUTCOMES.gateways.1.1.1.1.0'],
    ['gateway-a', 'livecalc.outcomes.JOB.TASK'],
    ['gateway-a', '$JS.ACK.LIVECALC_TASKS.0_5_0_shared.1.1.1.1.0'],
    ['gateway-a', 'anything.else'],
    ['gateway-a', '$SYS.REQ.SERVER.PING'],
  ];
  test.each(mayNot)('%s may not publish %s', async (user, subject) => {
    expect(await mayAsk(user, subject)).toBe(false);
  });

  test('do not get in with another password, nor without TLS', async () => {
    await expect(login('gateway-a', 'guessed')).rejects.toThrow(/authorization/i);
    const { port } = server;
    const plain = connect({ servers: `127.0.0.1:${port}`, user: 'gateway-a', tls: null });
    await expect(plain).rejects.toThrow(/TLS|secure/i);
  });

  test('a gateway and a worker do all that a fleet needs with what they may', async () => {
    await using gateway = await natsQueue(server.urlOf('gateway-a'), { caFile: server.caFile });
    await using worker = await natsQueue(server.urlOf('worker-a'), { caFile: server.caFile });
    const [first, second] = [chunkTask(0), chunkTask(1)];
    const reported = Promise.withResolvers<string>();
    await using _outcomes = gateway.onOutcome(async ({ outcome }) => {
      reported.resolve(outcome.taskId);
      await Promise.resolve();
    });
    await gateway.publish(first);
    await gateway.publish(second);
    const delivery = await worker.take(sharedLane, AbortSignal.timeout(10_000));
    expect(delivery.task.taskId).toBe(first.taskId);
    delivery.working();
    await worker.report(chunkOutcome(first, bytes), bytes);
    await delivery.done();
    expect(await reported.promise).toBe(first.taskId);
    expect(await gateway.holds(first)).toBe(false);
    expect(await gateway.holds(second)).toBe(true);
    await gateway.withdraw(jobs.first);
    await expect.poll(() => gateway.size()).toBe(0);
  });

  test('a worker makes streams that are missing, as it may be the first after a loss', async () => {
    const manager = await jetstreamManager(await login('gateway-a'), { checkAPI: false });
    await manager.streams.delete('LIVECALC_OUTCOMES').catch(() => false);
    await using worker = await natsQueue(server.urlOf('worker-a'), { caFile: server.caFile });
    await worker.report(chunkOutcome(chunkTask(0), bytes), bytes);
    const { state } = await manager.streams.info('LIVECALC_OUTCOMES');
    expect(state.messages).toBe(1);
  });
});

describe('the Secrets that are made', () => {
  test('are those that the manifests name, and new each time', async () => {
    const [one, other] = await Promise.all([makeSecrets(), makeSecrets()]);
    const keys = Object.entries(one).map(([name, data]) => [name, Object.keys(data).toSorted()]);
    const expected = Object.entries(madeSecrets).map(([name, its]) => [name, its.toSorted()]);
    expect(Object.fromEntries(keys)).toEqual(Object.fromEntries(expected));
    expect(one['livecalc-nats-users']).not.toEqual(other['livecalc-nats-users']);
  });

  test('have a certificate for the names by which servers are called', async () => {
    const { 'livecalc-nats-tls': tls, 'livecalc-nats-gateway': gateway } = await makeSecrets();
    const certificate = new X509Certificate(tls?.['tls.crt'] ?? '');
    const called = [
      new URL(gateway?.['url'] ?? '').hostname,
      'livecalc-nats-0.livecalc-nats-headless',
      'livecalc-nats-2.livecalc-nats-headless.livecalc.svc.cluster.local',
    ];
    for (const name of called) expect(certificate.checkHost(name)).toBeDefined();
    expect(certificate.checkIssued(new X509Certificate(tls?.['ca.crt'] ?? ''))).toBe(true);
  });
});
