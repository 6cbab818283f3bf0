import { expect } from 'vitest';
import type { JobStore } from '../../job-store.ts';
import { insert, ledJob, type Contract } from '../bench.ts';
import { aChunk, aJob, morning, objectOf, outcomeOf } from '../samples.ts';

const dayMs = 86_400_000;
/** Later than every clock of the tests. */
/** After so long everything is old. */
const always = -60_000;
const never = 3_600_000;
const portfolio = objectOf('portfolio');
const bytes = new Uint8Array([7]);

async function end(store: JobStore, jobId: string, at: number): Promise<void> {
  const reason = 'It is done.';
  await store.move(
    jobId,
    { from: ['PENDING'], to: 'COMPLETED', at, reason, by: 'gateway g' },
    null,
  );
}

export const retentionContract: Contract = {
  'jobs at their end are purged with all that is theirs; others are not': async (store) => {
    const { job, fence } = await ledJob(store);
    const running = await insert(store, { objects: [portfolio] });
    await store.addTasks(fence, [aChunk(job.id, 0)]);
    await store.storeOutcome(outcomeOf(job.id, aChunk(job.id, 0), bytes), bytes);
    await store.addRepresentation({
      jobId: job.id,
      table: 'policies',
      format: 'csv',
      object: portfolio,
    });
    await end(store, job.id, morning);

    expect(await store.endedBefore(morning, 10)).toEqual([]);
    expect(await store.endedBefore(morning + 1, 10)).toEqual([job.id]);
    await store.purge(job.id);
    await store.purge(running.id);
    await store.purge(job.id);

    expect(await store.anyJob(job.id)).toBeNull();
    expect(await store.tasks(job.id)).toEqual([]);
    expect(await store.transitions(job.id)).toEqual([]);
    expect(await store.representation(job.id, 'policies', 'csv')).toBeNull();
    expect(await store.anyJob(running.id)).toEqual(running);
    expect(await store.size()).toMatchObject({ jobs: 1, tasks: 0 });
    expect(await store.storeOutcome(outcomeOf(job.id, aChunk(job.id, 0), bytes), bytes)).toBe(
      'unknown',
    );
  },

  'an object is unused when its last job is gone, and then forgotten once': async (store) => {
    const first = await insert(store, { objects: [portfolio, portfolio] });
    const second = await insert(store, { objects: [] });
    await store.useObjects(second.id, [portfolio]);
    await store.touchObject('acme', objectOf('upload'));
    const unused = [{ tenant: 'acme', sha256: objectOf('upload').sha256 }];
    expect(await store.unusedObjects(always, 10)).toEqual(unused);

    for (const { id } of [first, second]) {
      await end(store, id, morning);
      expect(await store.forgetObject('acme', portfolio.sha256, always)).toBe(false);
      await store.purge(id);
    }

    expect(await store.unusedObjects(never, 10)).toEqual([]);
    expect(await store.unusedObjects(always, 10)).toHaveLength(2);
    for (const { tenant, sha256 } of await store.unusedObjects(always, 10)) {
      expect(await store.forgetObject('umbrella', sha256, always)).toBe(false);
      expect(await store.forgetObject(tenant, sha256, never)).toBe(false);
      expect(await store.forgetObject(tenant, sha256, always)).toBe(true);
      expect(await store.forgetObject(tenant, sha256, always)).toBe(false);
    }
    expect(await store.size()).toEqual({ jobs: 0, tasks: 0, objects: 0 });
  },

  'objects are kept for each tenant of its own (I8)': async (store) => {
    await insert(store, { objects: [portfolio] });
    await store.touchObject('umbrella', portfolio);
    expect(await store.unusedObjects(always, 10)).toEqual([
      { tenant: 'umbrella', sha256: portfolio.sha256 },
    ]);
  },

  'an object that a submission takes up while it is forgotten is there or noted anew': async (
    store,
    { open },
  ) => {
    const other = await open();
    await store.touchObject('acme', portfolio);

    const [forgotten] = await Promise.all([
      store.forgetObject('acme', portfolio.sha256, never),
      insert(other, { objects: [portfolio] }),
    ]);

    expect(forgotten).toBe(false);
    expect(await store.size()).toMatchObject({ objects: 1 });
    expect(await store.forgetObject('acme', portfolio.sha256, always)).toBe(false);
  },

  'a representation is written once': async (store) => {
    const job = await insert(store);
    const first = { jobId: job.id, table: 'policies', format: 'csv', object: portfolio };

    await store.addRepresentation(first);
    await store.addRepresentation({ ...first, object: objectOf('another') });
    await store.addRepresentation({ ...first, jobId: aJob().id });

    expect(await store.representation(job.id, 'policies', 'csv')).toEqual(first);
    expect(await store.representation(job.id, 'policies', 'json')).toBeNull();
  },

  'usage is counted by day and tenant, before and after jobs are purged': async (store) => {
    const { job, fence } = await ledJob(store);
    await insert(store, { createdAt: morning - dayMs });
    await insert(store, { tenant: 'umbrella' });
    const chunks = [aChunk(job.id, 0), aChunk(job.id, 4)];
    await store.addTasks(fence, chunks);
    for (const chunk of chunks) await store.storeOutcome(outcomeOf(job.id, chunk, bytes), bytes);
    const sums = async (): Promise<unknown> => {
      const days = await store.usage('acme', '2026-11-20', '2999-12-31');
      return {
        jobs: days.filter(({ jobs }) => jobs > 0).map(({ day, jobs }) => [day, jobs]),
        computeSeconds: days.reduce((sum, { computeSeconds }) => sum + computeSeconds, 0),
      };
    };
    const expected = {
      jobs: [
        ['2026-11-20', 1],
        ['2026-11-21', 1],
      ],
      computeSeconds: 3,
    };
    expect(await sums()).toEqual(expected);

    await end(store, job.id, morning);
    await store.purge(job.id);
    expect(await sums()).toEqual(expected);
    expect(await store.usage('umbrella', '2026-11-21', '2026-11-21')).toEqual([
      { tenant: 'umbrella', day: '2026-11-21', jobs: 1, computeSeconds: 0 },
    ]);
  },
};
