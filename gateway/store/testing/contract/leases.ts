import { expect } from 'vitest';
import type { Fence, JobStore } from '../../job-store.ts';
import { insert, ledJob, type Contract } from '../bench.ts';
import { aChunk, morning } from '../samples.ts';

const ttlMs = 100;

/** Every write that takes a fence, with what it answers. */
async function writesOf(store: JobStore, fence: Fence): Promise<Record<string, unknown>> {
  const published = aChunk(fence.jobId, 0);
  const waiting = aChunk(fence.jobId, 4);
  return {
    move: await store.move(
      fence.jobId,
      { from: ['PENDING'], to: 'RUNNING', at: morning, reason: 'A.', by: 'gateway gateway-a' },
      fence,
    ),
    addTasks: await store.addTasks(fence, [aChunk(fence.jobId, 8)]),
    removeTasks: await store.removeTasks(fence, [waiting.taskId]),
    publishing: await store.publishing(fence, [waiting.taskId], morning),
    taskLost: await store.taskLost(fence, published.taskId, 'lost'),
    renew: await store.renew([fence], 60_000),
  };
}

export const leasesContract: Contract = {
  'a job is led by one gateway, and by the next with a higher token': async (store, { open }) => {
    const job = await insert(store);
    const other = await open();

    const [first, second] = await Promise.all([
      store.lease('gateway-a', 10, 60_000),
      other.lease('gateway-b', 10, 60_000),
    ]);
    const [fence] = [...first, ...second];
    expect([...first, ...second]).toHaveLength(1);
    expect(fence).toMatchObject({ jobId: job.id });

    await store.release([fence!]);
    const [next] = await other.lease('gateway-b', 10, 60_000);
    expect(next).toEqual({ jobId: job.id, gateway: 'gateway-b', token: fence!.token + 1 });
  },

  'many jobs are shared out between gateways that ask at once, none twice': async (
    store,
    { open },
  ) => {
    const stores = [store, await open()];
    const ids = await Promise.all(Array.from({ length: 20 }, async () => (await insert(store)).id));

    const taken = await Promise.all(
      [4, 4, 4, 4, 4, 4, 4].map((limit, i) => stores[i % 2]!.lease(`gateway-${i}`, limit, 60_000)),
    );
    const rest = await store.lease('gateway-rest', 100, 60_000);

    const led = [...taken.flat(), ...rest].map(({ jobId }) => jobId);
    expect(led.toSorted()).toEqual(ids.toSorted());
  },

  'a lease that was taken before the clock was set back does not last longer for that': async (
    store,
    { sql },
  ) => {
    const { job } = await ledJob(store);
    expect(await store.lease('gateway-b', 10, 60_000)).toEqual([]);

    await sql('UPDATE leads SET held_until = held_until + 3600000');

    expect(await store.lease('gateway-b', 10, 60_000)).toMatchObject([{ jobId: job.id, token: 2 }]);
  },

  'a lease that nobody renewed can be taken over, one that was renewed cannot': async (
    store,
    { pass },
  ) => {
    const { fence } = await ledJob(store, 'gateway-a', ttlMs);
    expect(await store.renew([fence], 60_000)).toEqual([fence]);
    await pass(ttlMs);
    expect(await store.lease('gateway-b', 10, ttlMs)).toEqual([]);

    await store.renew([fence], ttlMs);
    await pass(ttlMs);
    const [taken] = await store.lease('gateway-b', 10, 60_000);
    expect(taken?.token).toBe(fence.token + 1);
    expect(await store.renew([fence, taken!], ttlMs)).toEqual([taken]);
  },

  'a lease that ended may be renewed while nobody has taken over': async (store, { pass }) => {
    const { fence } = await ledJob(store, 'gateway-a', ttlMs);
    await pass(ttlMs);
    expect(await store.renew([fence], 60_000)).toEqual([fence]);
  },

  'a job at its end is not leased': async (store) => {
    const job = await insert(store);
    const end = { from: ['PENDING'], to: 'COMPLETED', at: morning, reason: 'A.', by: 'b' } as const;
    await store.move(job.id, end, null);
    expect(await store.lease('gateway-a', 10, 60_000)).toEqual([]);
  },

  'the newest fence writes, with every method that takes one': async (store) => {
    const { job, fence } = await ledJob(store);
    await store.addTasks(fence, [aChunk(job.id, 0), aChunk(job.id, 4)]);
    await store.publishing(fence, [aChunk(job.id, 0).taskId], morning);

    expect(await writesOf(store, fence)).toMatchObject({
      move: { state: 'RUNNING' },
      addTasks: true,
      removeTasks: true,
      publishing: true,
      taskLost: true,
      renew: [fence],
    });
  },

  'a stale fence writes nothing, with every method that takes one': async (store, { pass }) => {
    const { job, fence } = await ledJob(store, 'gateway-a', ttlMs);
    await store.addTasks(fence, [aChunk(job.id, 0), aChunk(job.id, 4)]);
    await store.publishing(fence, [aChunk(job.id, 0).taskId], morning);
    await pass(ttlMs);
    const [newest] = await store.lease('gateway-b', 10, 60_000);
    const before = [await store.anyJob(job.id), await store.tasks(job.id)];
    const stale = [
      fence,
      { ...newest!, gateway: 'gateway-a' },
      { ...newest!, token: newest!.token + 1 },
    ];

    for (const each of stale) {
      expect(await writesOf(store, each)).toEqual({
        move: null,
        addTasks: false,
        removeTasks: false,
        publishing: false,
        taskLost: false,
        renew: [],
      });
      await store.release([each]);
    }
    expect([await store.anyJob(job.id), await store.tasks(job.id)]).toEqual(before);
    expect(await store.renew([newest!], 60_000)).toEqual([newest]);
  },

  'a released lead is a stale fence': async (store) => {
    const { fence } = await ledJob(store);
    await store.release([fence]);
    expect(await writesOf(store, fence)).toMatchObject({ move: null, addTasks: false, renew: [] });
  },

  'gateways that said so within the time live': async (store, { pass }) => {
    await store.gatewayAlive('gateway-a', 60_000);
    expect(await store.gatewayAlive('gateway-b', 60_000)).toEqual(['gateway-a', 'gateway-b']);
    await pass(ttlMs);
    expect(await store.gatewayAlive('gateway-b', ttlMs / 2)).toEqual(['gateway-b']);
  },
};
