import { expect } from 'vitest';
import { insert, ledJob, type Contract } from '../bench.ts';
import { aChunk, aJob, finishedOf, morning, noQuota, outcomeOf } from '../samples.ts';

const bytes = new Uint8Array([1, 2, 3, 250]);

export const tasksContract: Contract = {
  'tasks come back as they were added, and what is there stays as it is': async (store) => {
    const { job, fence } = await ledJob(store);
    const advance = {
      taskId: `${job.id}.advance.0`,
      kind: 'advance',
      stage: 0,
      begin: 0,
      count: 0,
    } as const;
    const unpublished = {
      state: 'waiting',
      attempts: 0,
      lost: 0,
      preempted: 0,
      publishedAt: null,
      outcome: null,
    } as const;

    expect(await store.addTasks(fence, [advance])).toBe(true);
    await store.publishing(fence, [advance.taskId], morning);
    expect(await store.addTasks(fence, [advance, aChunk(job.id, 4)])).toBe(true);

    expect(await store.tasks(job.id)).toEqual([
      {
        ...advance,
        jobId: job.id,
        ...unpublished,
        state: 'published',
        attempts: 1,
        publishedAt: morning,
      },
      { ...aChunk(job.id, 4), jobId: job.id, ...unpublished },
    ]);
    expect(await store.addTasks(fence, [])).toBe(true);
  },

  'a task that is lost waits again, and each handing out counts one attempt': async (store) => {
    const { job, fence } = await ledJob(store);
    const task = aChunk(job.id, 0);
    await store.addTasks(fence, [task]);

    for (const reason of ['lost', 'preempted', 'lost'] as const) {
      await store.publishing(fence, [task.taskId], morning);
      // What was handed out already is not counted twice.
      await store.publishing(fence, [task.taskId], morning);
      await store.taskLost(fence, task.taskId, reason);
      await store.taskLost(fence, task.taskId, reason);
    }

    expect(await store.tasks(job.id)).toMatchObject([
      { state: 'waiting', attempts: 3, lost: 2, preempted: 1 },
    ]);
    const totals = { attempts: 3, lost: 2, preempted: 1 };
    expect(await store.taskTotals(job.id)).toEqual(totals);
    await store.addTasks(fence, [aChunk(job.id, 4)]);
    await store.publishing(fence, [aChunk(job.id, 4).taskId], morning);
    expect(await store.taskTotals(job.id)).toEqual({ ...totals, attempts: 4 });
  },

  'only tasks that were never handed out are removed': async (store) => {
    const { job, fence } = await ledJob(store);
    const chunks = [0, 4, 8].map((begin) => aChunk(job.id, begin));
    await store.addTasks(fence, chunks);
    await store.publishing(fence, [chunks[0]!.taskId, chunks[1]!.taskId], morning);
    await store.taskLost(fence, chunks[1]!.taskId, 'lost');

    expect(
      await store.removeTasks(
        fence,
        chunks.map(({ taskId }) => taskId),
      ),
    ).toBe(true);
    expect((await store.tasks(job.id)).map(({ begin }) => begin)).toEqual([0, 4]);
  },

  'an outcome is stored once with its bytes, then known': async (store) => {
    const { job, fence } = await ledJob(store);
    const task = aChunk(job.id, 0);
    await store.addTasks(fence, [task]);
    const outcome = outcomeOf(job.id, task, bytes);

    expect(await store.storeOutcome(outcome, bytes)).toBe('stored');
    expect(await store.storeOutcome({ ...outcome, attempt: 2, worker: 'w-2' }, bytes)).toBe(
      'known',
    );

    expect(await store.tasks(job.id)).toMatchObject([{ state: 'done', outcome }]);
    expect(new Uint8Array((await store.outcomeBytes(job.id, task.taskId))!)).toEqual(bytes);
    expect(await store.outcomeBytes(job.id, 'nothing')).toBeNull();
    // What is done is not handed out again, nor lost.
    await store.publishing(fence, [task.taskId], morning);
    await store.taskLost(fence, task.taskId, 'lost');
    expect(await store.tasks(job.id)).toMatchObject([{ state: 'done', attempts: 0, lost: 0 }]);
  },

  'a payload of 512 KiB comes back to the byte': async (store) => {
    const { job, fence } = await ledJob(store);
    const task = aChunk(job.id, 0);
    await store.addTasks(fence, [task]);
    const large = Uint8Array.from({ length: 512 * 1024 }, (_, i) => (i * 31) % 256);

    await store.storeOutcome(outcomeOf(job.id, task, large), large);

    const stored = await store.outcomeBytes(job.id, task.taskId);
    expect(Buffer.compare(stored!, large)).toBe(0);
  },

  'other bytes, another slice or other engines of the same task differ (I7)': async (store) => {
    const { job, fence } = await ledJob(store);
    const task = aChunk(job.id, 0);
    await store.addTasks(fence, [task]);
    const first = outcomeOf(job.id, task, bytes);
    await store.storeOutcome(first, bytes);

    const others = [
      outcomeOf(job.id, task, new Uint8Array([1])),
      { ...first, slice: { sha256: 'b'.repeat(64), sizeBytes: 8 } },
      { ...first, engines: { projection: 'c'.repeat(64) } },
      { ...first, payload: null },
    ];
    for (const other of others) expect(await store.storeOutcome(other, null)).toBe('differs');
    // The first stays.
    expect(await store.tasks(job.id)).toMatchObject([{ outcome: first }]);
  },

  'of two results of one task the first stays; they differ only where both are whole (I1)': async (
    store,
  ) => {
    const { job, fence } = await ledJob(store);
    const task = {
      taskId: `${job.id}.advance.0`,
      kind: 'advance',
      stage: 0,
      begin: 0,
      count: 0,
    } as const;
    await store.addTasks(fence, [task]);
    const partial = finishedOf(job.id, task, { resultHash: null });
    expect(await store.storeOutcome(partial, null)).toBe('stored');

    const tables = [{ table: 'scenarios', rows: 1, sizeBytes: 8, sha256: 'c'.repeat(64) }];
    for (const differences of [{ tables, resultHash: null }, { resultHash: 'b'.repeat(64) }]) {
      expect(await store.storeOutcome(finishedOf(job.id, task, differences), null)).toBe('known');
    }
    const planned = { ...partial.planned, runHash: 'e'.repeat(64) };
    const otherRun = finishedOf(job.id, task, { resultHash: null, planned });
    expect(await store.storeOutcome(otherRun, null)).toBe('differs');
    expect(await store.tasks(job.id)).toMatchObject([{ outcome: partial }]);
  },

  'of ten outcomes at once, through two gateways, one is stored': async (store, { open }) => {
    const stores = [store, await open()];
    const { job, fence } = await ledJob(store);
    const task = aChunk(job.id, 0);
    await store.addTasks(fence, [task]);

    const found = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        stores[i % 2]!.storeOutcome(outcomeOf(job.id, task, bytes), bytes),
      ),
    );

    expect(found.toSorted()).toEqual([...new Array<string>(9).fill('known'), 'stored']);
    const [usage] = await store.usage('acme', '2000-01-01', '2999-12-31');
    expect(usage?.computeSeconds).toBe(1.5);
  },

  'an outcome nobody planned is unknown: no job, no task, another tenant (I8)': async (store) => {
    const { job, fence } = await ledJob(store);
    const task = aChunk(job.id, 0);
    const outcome = outcomeOf(job.id, task, bytes);
    expect(await store.storeOutcome(outcome, bytes)).toBe('unknown');
    await store.addTasks(fence, [task]);

    expect(await store.storeOutcome({ ...outcome, tenant: 'umbrella' }, bytes)).toBe('unknown');
    expect(await store.storeOutcome({ ...outcome, jobId: aJob().id }, bytes)).toBe('unknown');
    expect(await store.tasks(job.id)).toMatchObject([{ state: 'waiting', outcome: null }]);
  },

  'what is returned is not stored': async (store) => {
    const { job, fence } = await ledJob(store);
    const task = aChunk(job.id, 0);
    await store.addTasks(fence, [task]);
    const { taskId, jobId, tenant, attempt, worker, runtimeVersion, computeMs } = outcomeOf(
      job.id,
      task,
      bytes,
    );
    const error = { code: 'DRAINING', message: 'The worker is on its way down.' } as const;

    const returned = {
      kind: 'returned',
      reason: 'preempted',
      error,
      taskId,
      jobId,
      tenant,
      attempt,
      worker,
      runtimeVersion,
      computeMs,
    } as const;
    expect(await store.storeOutcome(returned, null)).toBe('known');
    expect(await store.tasks(job.id)).toMatchObject([{ state: 'waiting', outcome: null }]);
  },

  'thousands of tasks are added and handed out in one statement each': async (store) => {
    const { job, fence } = await ledJob(store);
    const chunks = Array.from({ length: 5000 }, (_, i) => aChunk(job.id, i * 4));

    await store.addTasks(fence, chunks);
    await store.publishing(
      fence,
      chunks.map(({ taskId }) => taskId),
      morning,
    );

    const tasks = await store.tasks(job.id);
    expect(tasks.map(({ begin }) => begin)).toEqual(chunks.map(({ begin }) => begin));
    expect(tasks.every(({ state }) => state === 'published')).toBe(true);
  },

  'a job has only its own tasks': async (store) => {
    const { fence } = await ledJob(store);
    const other = await insert(store);
    await store.addTasks(fence, [aChunk(fence.jobId, 0)]);
    expect(await store.tasks(other.id)).toEqual([]);
    expect((await store.insert(aJob(), noQuota)).isNew).toBe(true);
  },
};
