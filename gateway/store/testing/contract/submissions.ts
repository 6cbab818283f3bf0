import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { thrownBy } from '../../../../service/testing/thrown.ts';
import { insert, type Contract } from '../bench.ts';
import { aJob, morning, noQuota } from '../samples.ts';

export const submissionsContract: Contract = {
  'a job comes back as it was submitted, PENDING, with its first transition': async (store) => {
    const job = aJob({
      deadlineAt: morning + 5000,
      traceparent: '00-ab-cd-01',
      bringsCode: true,
    });

    const { job: inserted, isNew } = await store.insert(job, noQuota);

    const { objects: _objects, queuedBytes: _bytes, ...submitted } = job;
    expect(isNew).toBe(true);
    expect(inserted).toMatchObject({ ...submitted, state: 'PENDING', tables: [], version: 1 });
    expect(await store.job('acme', job.id)).toEqual(inserted);
    expect(await store.transitions(job.id)).toEqual([
      { at: morning, from: null, to: 'PENDING', reason: 'It was submitted.', by: 'user ada' },
    ]);
  },

  "another tenant's job is not there (I8)": async (store) => {
    const job = await insert(store);

    expect(await store.job('umbrella', job.id)).toBeNull();
    expect(await store.requestCancel('umbrella', job.id)).toBe(false);
    expect((await store.list({ tenant: 'umbrella' }, 10, null)).jobs).toEqual([]);
    expect(await store.answered('umbrella', { contentHash: job.contentHash })).toBeNull();
    expect(await store.anyJob(job.id)).toEqual(job);
    expect(await store.anyJob(randomUUID())).toBeNull();
  },

  'an Idempotency-Key with the same content gives the first job, even over the quota': async (
    store,
  ) => {
    const first = await insert(store, { idempotencyKey: 'key' });

    const again = await store.insert(aJob({ idempotencyKey: 'key' }), {
      jobs: 0,
      queuedBytes: 0,
    });

    expect(again).toEqual({ job: first, isNew: false });
  },

  'an Idempotency-Key with other content is a conflict, of another tenant it is none': async (
    store,
  ) => {
    await insert(store, { idempotencyKey: 'key' });

    const other = aJob({ idempotencyKey: 'key', contentHash: 'f'.repeat(64) });
    expect(await thrownBy(() => store.insert(other, noQuota))).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
    const { isNew } = await store.insert({ ...other, tenant: 'umbrella' }, noQuota);
    expect(isNew).toBe(true);
  },

  'of ten submissions at once with one key, through two gateways, one is new': async (
    store,
    { open },
  ) => {
    const stores = [store, await open()];

    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        stores[i % 2]!.insert(aJob({ idempotencyKey: 'key' }), noQuota),
      ),
    );

    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(results.map(({ job }) => job.id)).size).toBe(1);
    expect((await store.size()).jobs).toBe(1);
  },

  'the quota of jobs holds under ten submissions at once': async (store, { open }) => {
    const stores = [store, await open()];
    const quota = { jobs: 3, queuedBytes: 1e9 };

    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => stores[i % 2]!.insert(aJob(), quota)),
    );

    const refused = results.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(7);
    for (const { reason } of refused as PromiseRejectedResult[]) {
      expect(reason).toMatchObject({ code: 'QUOTA_EXCEEDED' });
    }
    expect((await store.insert(aJob({ tenant: 'umbrella' }), quota)).isNew).toBe(true);
  },

  'the quota of bytes counts jobs that are not at their end': async (store) => {
    const quota = { jobs: 100, queuedBytes: 2500 };
    const first = (await store.insert(aJob(), quota)).job;
    await store.insert(aJob(), quota);

    expect(await thrownBy(() => store.insert(aJob(), quota))).toMatchObject({
      code: 'QUOTA_EXCEEDED',
    });
    const cancel = { from: ['PENDING'], to: 'CANCELLED', at: morning, by: 'user ada' } as const;
    await store.move(first.id, { ...cancel, reason: 'It was cancelled.' }, null);
    expect((await store.insert(aJob(), quota)).isNew).toBe(true);
  },

  'pages of jobs are newest first, and stay so while others come': async (store) => {
    const ids: string[] = [];
    for (let age = 0; age < 7; age++) {
      // Two of each moment, so that the id decides between them.
      ids.unshift((await insert(store, { createdAt: morning - Math.floor(age / 2) })).id);
    }
    const whole = (await store.list({ tenant: 'acme' }, 100, null)).jobs.map(({ id }) => id);

    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await store.list({ tenant: 'acme' }, 3, cursor);
      seen.push(...page.jobs.map(({ id }) => id));
      cursor = page.nextCursor;
      await insert(store, { createdAt: morning + seen.length });
    } while (cursor !== null);

    expect(seen).toEqual(whole);
    expect(whole.toSorted()).toEqual(ids.toSorted());
  },

  'pages can be narrowed by state and age; a cursor of somebody else is refused': async (store) => {
    const old = await insert(store, { createdAt: morning - 1000 });
    const recent = await insert(store);
    const move = { from: ['PENDING'], to: 'FAILED', at: morning, by: 'gateway g' } as const;
    await store.move(old.id, { ...move, reason: 'It failed.' }, null);
    const idsOf = async (filter: object): Promise<string[]> =>
      (await store.list({ tenant: 'acme', ...filter }, 9, null)).jobs.map(({ id }) => id);

    expect(await idsOf({ states: ['FAILED', 'CANCELLED'] })).toEqual([old.id]);
    expect(await idsOf({ states: ['PENDING'] })).toEqual([recent.id]);
    expect(await idsOf({ createdAfter: morning - 1000 })).toEqual([recent.id]);
    expect(await idsOf({ createdBefore: morning })).toEqual([old.id]);
    expect(await thrownBy(() => store.list({ tenant: 'acme' }, 9, 'rubbish'))).toMatchObject({
      code: 'REQUEST_INVALID',
    });
  },
};
