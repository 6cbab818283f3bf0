import { expect } from 'vitest';
import type { RunResult } from '../../../../contracts/run-result.ts';
import { emptyResult, partialResult } from '../../../../contracts/testing/empty-result.ts';
import type { JobRecord, Move } from '../../job-store.ts';
import { insert, ledJob, type Contract } from '../bench.ts';
import { morning } from '../samples.ts';

const runHash = 'a'.repeat(64);
const planned = { runHash, executionOrder: ['projection'], memoryBytes: 1024 };

function to(state: Move['to'], from: Move['from'], change: Move['change'] = {}): Move {
  return {
    from,
    to: state,
    at: morning + 7,
    reason: 'A sentence.',
    by: 'gateway gateway-a',
    change,
  };
}

export const movesContract: Contract = {
  'a move changes state and fields, and leaves a transition': async (store) => {
    const { job, fence } = await ledJob(store);

    const change = { planned, runtimeVersion: '0.5.0', startedAt: morning };
    const moved = await store.move(job.id, to('RUNNING', ['PENDING'], change), fence);

    expect(moved).toMatchObject({ state: 'RUNNING', ...change, version: 2, finishedAt: null });
    expect(await store.job('acme', job.id)).toEqual(moved);
    expect((await store.transitions(job.id)).at(-1)).toEqual({
      at: morning + 7,
      from: 'PENDING',
      to: 'RUNNING',
      reason: 'A sentence.',
      by: 'gateway gateway-a',
    });
  },

  'a move from another state than the job has changes nothing': async (store) => {
    const job = await insert(store);

    expect(await store.move(job.id, to('COMPLETED', ['RUNNING', 'SCHEDULED']), null)).toBeNull();
    expect(await store.job('acme', job.id)).toEqual(job);
    expect(await store.transitions(job.id)).toHaveLength(1);
  },

  'a move to the same state changes fields, without a transition': async (store) => {
    const job = await insert(store);

    await store.move(job.id, to('PENDING', ['PENDING'], { waitingFor: 'a worker' }), null);
    const moved = await store.move(job.id, to('PENDING', ['PENDING']), null);

    expect(moved).toMatchObject({ waitingFor: 'a worker', version: 3 });
    expect(await store.transitions(job.id)).toHaveLength(1);
    const running = await store.move(job.id, to('RUNNING', ['PENDING']), null);
    expect(running?.waitingFor).toBeNull();
  },

  'of two gateways that complete a job at once, one does': async (store, { open }) => {
    const job = await insert(store);
    const other = await open();

    const moves = await Promise.all(
      [store, other, store, other].map((each) =>
        each.move(job.id, to('COMPLETED', ['PENDING'], { planned }), null),
      ),
    );

    expect(moves.filter((moved) => moved !== null)).toHaveLength(1);
    expect(await store.transitions(job.id)).toHaveLength(2);
    expect((await store.job('acme', job.id))?.finishedAt).toBe(morning + 7);
  },

  'a completed job answers for its content and its run hash until it is withdrawn': async (
    store,
  ) => {
    const job = await insert(store);
    const answers = async (): Promise<unknown[]> =>
      await Promise.all([
        store.answered('acme', { runHash }),
        store.answered('acme', { contentHash: job.contentHash }),
      ]);
    expect(await answers()).toEqual([null, null]);

    const executionRecord = { sha256: 'e'.repeat(64), sizeBytes: 7 };
    const whole = { planned, result: emptyResult(), executionRecord };
    const completed = await store.move(job.id, to('COMPLETED', ['PENDING'], whole), null);
    expect(completed).toMatchObject({ executionRecord });
    expect(await answers()).toEqual([completed, completed]);
    expect(await store.answered('umbrella', { runHash })).toBeNull();

    await store.move(job.id, to('FAILED', ['COMPLETED'], { result: null, tables: [] }), null);
    expect(await answers()).toEqual([null, null]);
  },

  'a partial result answers nobody else (I1)': async (store) => {
    const [whole, partial] = [await insert(store), await insert(store)];
    const answers = (): Promise<unknown> =>
      Promise.all([
        store.answered('acme', { runHash }),
        store.answered('acme', { contentHash: whole.contentHash }),
      ]);
    const complete = (jobId: string, result: RunResult): Promise<JobRecord | null> =>
      store.move(jobId, to('COMPLETED', ['PENDING'], { planned, result }), null);

    expect(await complete(partial.id, partialResult())).toMatchObject({ state: 'COMPLETED' });
    expect(await answers()).toEqual([null, null]);
    const completed = await complete(whole.id, emptyResult());
    expect(await answers()).toEqual([completed, completed]);
  },

  'a result that is withdrawn is given to nobody any more': async (store) => {
    const source = await insert(store);
    const [before, after] = [await insert(store), await insert(store)];
    const answer = to('COMPLETED', ['PENDING'], { answeredFrom: source.id });
    await store.move(source.id, to('COMPLETED', ['PENDING'], { planned }), null);

    expect(await store.move(before.id, answer, null)).toMatchObject({ state: 'COMPLETED' });
    expect(await store.answersOf(source.id)).toEqual([before.id]);
    await store.move(source.id, to('FAILED', ['COMPLETED']), null);
    expect(await store.move(after.id, answer, null)).toBeNull();
    expect((await store.job('acme', after.id))?.state).toBe('PENDING');
    await store.move(before.id, to('FAILED', ['COMPLETED']), null);
    expect(await store.answersOf(source.id)).toEqual([]);
  },

  'a result outlives the job that computed it': async (store) => {
    const { job, fence } = await ledJob(store);
    const answer = to('COMPLETED', ['PENDING'], { answeredFrom: 'purged' });

    expect(await store.move(job.id, answer, fence)).toMatchObject({ answeredFrom: 'purged' });
  },

  'a result is withdrawn and taken over at once: nobody keeps it': async (store, { open }) => {
    const other = await open();
    for (let round = 0; round < 20; round++) {
      const [source, job] = [await insert(store), await insert(store)];
      await store.move(source.id, to('COMPLETED', ['PENDING'], { planned }), null);
      const change = { answeredFrom: source.id };
      const [, answers, moved] = await Promise.all([
        store.move(source.id, to('FAILED', ['COMPLETED']), null),
        store
          .move(source.id, to('FAILED', ['COMPLETED', 'FAILED']), null)
          .then(async () => await store.answersOf(source.id)),
        other.move(job.id, to('COMPLETED', ['PENDING'], change), null),
      ]);
      expect(answers).toEqual(moved === null ? [] : [job.id]);
    }
  },

  'a sentence may hold what users wrote, whatever that is': async (store) => {
    const job = await insert(store);
    const move = { ...to('FAILED', ['PENDING']), reason: 'Policy "a\0b" occurs twice.' };

    expect(await store.move(job.id, move, null)).toMatchObject({ state: 'FAILED' });
    const [, last] = await store.transitions(job.id);
    expect(last?.reason).toMatch(/^Policy "a.b" occurs twice\.$/);
  },

  'a cancel is noted once the job is there, and not at its end': async (store) => {
    const job = await insert(store);

    expect(await store.requestCancel('acme', job.id)).toBe(true);
    expect(await store.requestCancel('acme', job.id)).toBe(true);
    expect((await store.job('acme', job.id))?.isCancelRequested).toBe(true);
    await store.move(job.id, to('CANCELLED', ['PENDING']), null);
    expect(await store.requestCancel('acme', job.id)).toBe(false);
    expect(await store.requestCancel('acme', 'nobody')).toBe(false);
  },

  'transitions cannot be changed or taken away, whoever asks the database': async (
    store,
    { sql },
  ) => {
    const job = await insert(store);

    await expect(sql(`UPDATE transitions SET reason = 'another'`)).rejects.toThrow(/append-only/);
    await expect(sql(`DELETE FROM transitions`)).rejects.toThrow(/append-only/);
    await sql(
      `UPDATE jobs SET state = 'FAILED', moved_by = 'user root', moved_reason = 'By hand.'`,
    );
    expect((await store.transitions(job.id)).at(-1)).toMatchObject({
      from: 'PENDING',
      to: 'FAILED',
      by: 'user root',
    });
  },

  'jobs are counted by state': async (store) => {
    await insert(store);
    const job = await insert(store);
    await store.move(job.id, to('RUNNING', ['PENDING']), null);

    expect(await store.counts()).toEqual({ byState: { PENDING: 1, RUNNING: 1 } });
  },
};
