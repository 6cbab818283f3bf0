import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { InProcessQueue } from '../../fleet/queue/in-process-queue.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import { createLogger } from '../../service/logger.ts';
import { settingsOf } from '../../service/testing/auth-settings.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { aJob, noQuota } from '../store/testing/samples.ts';
import { openStores, type GatewayStores } from '../testing/gateway-stores.ts';
import { Retention } from './retention.ts';

const hourMs = 3_600_000;
const morning = Date.UTC(2026, 10, 21, 10);
const logger = createLogger(settingsOf({ PORT: '0', LOG_LEVEL: 'silent' }), { write: () => {} });

describe('retention', () => {
  let now: number;
  let stores: GatewayStores;
  let queue: InProcessQueue;
  beforeEach(async () => {
    now = morning;
    stores = await openStores(() => now);
    queue = new InProcessQueue({ ackWaitMs: 1000 });
    return async () => {
      await queue[Symbol.asyncDispose]();
      await stores[Symbol.asyncDispose]();
    };
  });

  const retention = (objects: Pick<ObjectStore, 'find' | 'remove'> = stores.objects.store) =>
    new Retention({
      store: stores.store,
      objects,
      queue,
      settings: { jobMs: 24 * hourMs, objectMs: hourMs, everyMs: hourMs },
      now: () => now,
      logger,
    });

  const put = async (text: string): Promise<ObjectRef> =>
    await stores.objects.put('acme', [Buffer.from(text)], { name: text, maxBytes: 1000 });
  const isThere = async ({ sha256 }: ObjectRef): Promise<boolean> =>
    (await stores.objects.store.find('acme', sha256)) !== null;

  const insertJob = async (objects: readonly ObjectRef[]): Promise<string> =>
    (await stores.store.insert(aJob({ objects, createdAt: now }), noQuota)).job.id;
  const end = async (jobId: string): Promise<void> => {
    const change = { finishedAt: now };
    await stores.store.move(
      jobId,
      {
        from: ['PENDING'],
        to: 'FAILED',
        at: now,
        by: 'gateway g',
        reason: 'For the test.',
        change,
      },
      null,
    );
  };

  it('keeps what a job needs, and removes it, its tasks and its rows a while after its end', async () => {
    const portfolio = await put('portfolio');
    const jobId = await insertJob([portfolio]);
    now += 48 * hourMs;
    expect(await retention().sweep()).toEqual({ jobs: 0, objects: 0 });
    await end(jobId);
    await queue.publish(convertTask(jobId));
    now += 24 * hourMs;
    expect(await retention().sweep()).toEqual({ jobs: 0, objects: 0 });
    expect(await isThere(portfolio)).toBe(true);
    now += 1;
    expect(await retention().sweep()).toEqual({ jobs: 1, objects: 1 });
    expect(await stores.store.size()).toEqual({ jobs: 0, tasks: 0, objects: 0 });
    expect(await stores.objects.store.size()).toEqual({ objects: 0, bytes: 0 });
    expect(await queue.size()).toBe(0);
  });

  it('keeps what two jobs need until both are gone', async () => {
    const shared = await put('shared');
    const first = await insertJob([shared]);
    const second = await insertJob([shared]);
    await end(first);
    now += 25 * hourMs;
    expect(await retention().sweep()).toEqual({ jobs: 1, objects: 0 });
    await end(second);
    now += 25 * hourMs;
    expect(await retention().sweep()).toEqual({ jobs: 1, objects: 1 });
  });

  it('keeps an upload that no job needs yet for an hour, and longer where it is asked for', async () => {
    const [left, asked] = [await put('left'), await put('asked for')];
    now += hourMs;
    expect(await stores.objects.claim('acme', asked.sha256)).toEqual(asked);
    expect((await retention().sweep()).objects).toBe(0);
    now += 1;
    expect((await retention().sweep()).objects).toBe(1);
    expect([await isThere(left), await isThere(asked)]).toEqual([false, true]);
  });

  it('keeps a fresh upload where the clock of the gateway is hours ahead', async () => {
    const upload = await put('on its way');
    const ahead = new Retention({
      store: stores.store,
      objects: stores.objects.store,
      queue,
      settings: { jobMs: 24 * hourMs, objectMs: hourMs, everyMs: hourMs },
      now: () => now + 5 * hourMs,
      logger,
    });
    expect(await ahead.sweep()).toEqual({ jobs: 0, objects: 0 });
    expect(await isThere(upload)).toBe(true);
  });

  it('removes many, some at a time', async () => {
    for (let index = 0; index < 401; index++) await put(`object ${index}`);
    now += 2 * hourMs;
    expect((await retention().sweep()).objects).toBe(401);
  });

  /** What breaks if something comes in between? Each is done just before the sweep removes the object. */
  it.each([
    { what: 'was put again', meanwhile: () => put('wanted') },
    { what: 'was asked for', meanwhile: (sha256: string) => stores.objects.claim('acme', sha256) },
  ])('leaves an object that $what in the moment of its removal', async ({ meanwhile }) => {
    const wanted = await put('wanted');
    now += 2 * hourMs;
    const { store } = stores.objects;
    const swept = await retention({
      find: (tenant, sha256) => store.find(tenant, sha256),
      remove: async (tenant, sha256, version) => {
        await meanwhile(sha256);
        await store.remove(tenant, sha256, version);
      },
    }).sweep();
    expect(swept.objects).toBe(0);
    expect(await isThere(wanted)).toBe(true);
    expect((await stores.store.size()).objects).toBe(1);
  });

  it('says of an object that is being removed that it is not there, and takes it anew', async () => {
    const wanted = await put('wanted');
    now += 2 * hourMs;
    const { store } = stores.objects;
    await retention({
      find: (tenant, sha256) => store.find(tenant, sha256),
      remove: async (tenant, sha256, version) => {
        await store.remove(tenant, sha256, version);
        expect(await stores.objects.claim(tenant, sha256)).toBeNull();
        await put('wanted');
      },
    }).sweep();
    expect(await isThere(wanted)).toBe(true);
    expect((await stores.store.size()).objects).toBe(1);
  });

  it('goes on where a gateway was killed between the bytes and the row of an object', async () => {
    await put('half removed');
    now += 2 * hourMs;
    const { store } = stores.objects;
    const killed = retention({
      find: (tenant, sha256) => store.find(tenant, sha256),
      remove: async (tenant, sha256, version) => {
        await store.remove(tenant, sha256, version);
        throw new Error('killed');
      },
    });
    await expect(killed.sweep()).rejects.toThrow('killed');
    expect(await stores.store.size()).toMatchObject({ objects: 1 });
    expect((await retention().sweep()).objects).toBe(1);
    expect(await stores.store.size()).toMatchObject({ objects: 0 });
  });

  it('may be done by two gateways at the same time', async () => {
    const jobs = [await insertJob([await put('a')]), await insertJob([await put('b')])];
    for (const jobId of jobs) await end(jobId);
    now += 25 * hourMs;
    await Promise.all([retention().sweep(), retention().sweep()]);
    expect(await stores.store.size()).toEqual({ jobs: 0, tasks: 0, objects: 0 });
    expect(await stores.objects.store.size()).toEqual({ objects: 0, bytes: 0 });
  });

  function convertTask(jobId: string) {
    const sha256 = createHash('sha256').update('table').digest('hex');
    return {
      kind: 'convert' as const,
      taskId: `${jobId}.convert.scenarios.csv`,
      jobId,
      tenant: 'acme',
      attempt: 1,
      runtimeVersion: '0.5.0',
      pool: 'shared',
      bringsCode: false,
      objectToken: 'token',
      deadlineAt: null,
      traceparent: null,
      table: { table: 'scenarios', rows: 1, sizeBytes: 1, sha256 },
      format: 'csv' as const,
    };
  }
});
