/** What every queue does; each implementation runs this suite. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { noAbort } from '../../../executor/testing/run-listeners.ts';
import { everyPool } from '../../../contracts/wire/task.ts';
import type { Delivery, News, Queue, ReportedOutcome } from '../queue.ts';
import {
  advanceTask,
  chunkOutcome,
  chunkTask,
  jobs,
  sharedLane,
  workerStatus,
} from './sample-tasks.ts';

/** Two ends of one queue, empty, which are the same where it is in one process. */
export interface QueueUnderTest extends AsyncDisposable {
  readonly gateway: Queue;
  readonly worker: Queue;
}

/** Long enough for what should not run out while a test looks elsewhere. */
export const patientMs = 60_000;

/** An empty queue, for one test. */
type Opened = (ackWaitMs?: number) => Promise<QueueUnderTest>;

export function describeQueue(
  name: string,
  open: (options: { ackWaitMs: number }) => Promise<QueueUnderTest>,
): void {
  const opened: Opened = async (ackWaitMs = patientMs) => {
    const queue = await open({ ackWaitMs });
    onTestFinished(() => queue[Symbol.asyncDispose]());
    return queue;
  };
  describeTaking(name, opened);
  describeKeeping(name, opened);
  describeOfferingAgain(name, opened);
  describeOutcomes(name, opened);
  describeNews(name, opened);
}

function describeTaking(name: string, opened: Opened): void {
  describe(`${name}: tasks`, () => {
    it('go to whoever waits for one', async () => {
      const { gateway, worker } = await opened();
      const taking = worker.take(sharedLane, noAbort());
      await gateway.publish(advanceTask());
      const delivery = await taking;
      expect(delivery.task).toEqual(advanceTask());
      await delivery.done();
      expect(await gateway.size()).toBe(0);
    });

    it('come in the order they were published in', async () => {
      const { gateway, worker } = await opened();
      for (const number of [2, 0, 1]) await gateway.publish(chunkTask(number));
      const taken = [await next(worker), await next(worker), await next(worker)];
      expect(taken.map(({ task }) => task.taskId.at(-3))).toEqual(['2', '0', '1']);
    });

    it('are taken by one worker each', async () => {
      const { gateway, worker } = await opened();
      const taking = [next(worker), next(worker), next(worker)];
      for (const number of [0, 1, 2]) await gateway.publish(chunkTask(number));
      const taken = await Promise.all(taking);
      expect(new Set(taken.map(({ task }) => task.taskId)).size).toBe(3);
    });

    it('stay in their lane, of one version and one pool', async () => {
      const { gateway, worker } = await opened();
      await gateway.publish(chunkTask(0, { pool: 't-0123' }));
      await gateway.publish(chunkTask(1, { runtimeVersion: '0.5.1' }));
      await gateway.publish(chunkTask(2));
      expect((await next(worker)).task.taskId).toContain('.2.1');
      const other = await worker.take({ ...sharedLane, pool: 't-0123' }, noAbort());
      expect(other.task.pool).toBe('t-0123');
    });

    it('of every pool come where a worker asks for every pool', async () => {
      const { gateway, worker } = await opened();
      await gateway.publish(chunkTask(0, { pool: 't-0123' }));
      await gateway.publish(chunkTask(1));
      const lane = { ...sharedLane, pool: everyPool };
      const taken = [await worker.take(lane, noAbort()), await worker.take(lane, noAbort())];
      expect(taken.map(({ task }) => task.pool)).toEqual(['t-0123', 'shared']);
    });
  });
}

function describeKeeping(name: string, opened: Opened): void {
  describe(`${name}: tasks that are in the queue`, () => {
    it('are not put into the queue twice, waiting or in hands', async () => {
      const { gateway, worker } = await opened();
      await gateway.publish(advanceTask());
      await gateway.publish(advanceTask());
      expect(await gateway.size()).toBe(1);
      const delivery = await next(worker);
      await gateway.publish(advanceTask({ attempt: 2 }));
      expect(await gateway.size()).toBe(1);
      await delivery.done();
      await gateway.publish(advanceTask({ attempt: 2 }));
      expect((await next(worker)).task.attempt).toBe(2);
    });

    it('are held until they are done, in hands too', async () => {
      const { gateway, worker } = await opened();
      expect(await gateway.holds(advanceTask())).toBe(false);
      await gateway.publish(advanceTask());
      expect(await gateway.holds(advanceTask())).toBe(true);
      const delivery = await next(worker);
      expect(await gateway.holds(advanceTask())).toBe(true);
      expect(await gateway.holds(chunkTask(0))).toBe(false);
      await delivery.done();
      expect(await gateway.holds(advanceTask())).toBe(false);
    });
  });
}

function describeOfferingAgain(name: string, opened: Opened): void {
  describe(`${name}: tasks that were taken`, () => {
    it('that are given back come again at once, before later ones', async () => {
      const { gateway, worker } = await opened();
      await gateway.publish(chunkTask(0));
      await gateway.publish(chunkTask(1));
      await (await next(worker)).giveBack();
      expect((await next(worker)).task.taskId).toContain('.0.1');
    });

    it('that nobody says anything of come again', async () => {
      const { gateway, worker } = await opened(300);
      await gateway.publish(advanceTask());
      await next(worker);
      const again = await next(worker);
      expect(again.task).toEqual(advanceTask());
      await again.done();
      expect(await gateway.size()).toBe(0);
    });

    it('that are said to be worked on do not come again', async () => {
      const { gateway, worker } = await opened(400);
      await gateway.publish(advanceTask());
      const delivery = await next(worker);
      const alive = setInterval(() => delivery.working(), 50);
      onTestFinished(() => clearInterval(alive));
      const waited = worker.take(sharedLane, AbortSignal.timeout(1500));
      await expect(waited).rejects.toMatchObject({ name: 'TimeoutError' });
    });

    it('of a job are withdrawn, also those in hands, and others stay', async () => {
      const { gateway, worker } = await opened();
      await gateway.publish(chunkTask(0));
      const delivery = await next(worker);
      await gateway.publish(chunkTask(1));
      await gateway.publish(advanceTask({ jobId: jobs.second }));
      await gateway.withdraw(jobs.first);
      expect(await gateway.size()).toBe(1);
      await delivery.done();
      expect((await next(worker)).task.jobId).toBe(jobs.second);
    });

    it('published again after they were withdrawn outlive what the earlier worker says', async () => {
      const { gateway, worker } = await opened();
      await gateway.publish(advanceTask());
      const stale = await next(worker);
      await gateway.withdraw(jobs.first);
      await gateway.publish(advanceTask({ attempt: 2 }));
      await stale.done();
      expect((await next(worker)).task.attempt).toBe(2);
    });

    it('are not lost when a worker stops waiting', async () => {
      const { gateway, worker } = await opened();
      const stop = new AbortController();
      const waiting = worker.take(sharedLane, stop.signal);
      stop.abort(new Error('going down'));
      await expect(waiting).rejects.toThrow('going down');
      await gateway.publish(advanceTask());
      expect((await next(worker)).task).toEqual(advanceTask());
    });
  });
}

function describeOutcomes(name: string, opened: Opened): void {
  describe(`${name}: outcomes`, () => {
    const bytes = Uint8Array.of(1, 2, 3, 250);
    const outcome = chunkOutcome(chunkTask(0), bytes);

    it('come with their bytes and are gone once they were taken in', async () => {
      const { gateway, worker } = await opened();
      await worker.report(outcome, bytes);
      expect(await gateway.size()).toBe(1);
      const [reported] = await heard(gateway, 1);
      expect(reported).toEqual({ outcome, bytes });
      await expect.poll(() => gateway.size()).toBe(0);
    });

    it('without inline bytes have none', async () => {
      const { gateway, worker } = await opened();
      const stored = { ...outcome, payload: { ...outcome.payload!, isInline: false } };
      await worker.report(stored, null);
      expect(await heard(gateway, 1)).toEqual([{ outcome: stored, bytes: null }]);
    });

    it('come again where the listener rejects', async () => {
      const { gateway, worker } = await opened();
      await worker.report(outcome, bytes);
      const offered: string[] = [];
      const taken = Promise.withResolvers<void>();
      const listening = gateway.onOutcome(async (reported) => {
        offered.push(reported.outcome.taskId);
        await Promise.resolve();
        if (offered.length < 3) throw new Error('the store is away');
        taken.resolve();
      });
      await taken.promise;
      await listening[Symbol.asyncDispose]();
      expect(offered).toEqual(Array.from({ length: 3 }, () => outcome.taskId));
      await expect.poll(() => gateway.size()).toBe(0);
    });

    it('wait for a listener', async () => {
      const { gateway, worker } = await opened();
      const listening = gateway.onOutcome(() => Promise.resolve());
      await listening[Symbol.asyncDispose]();
      await worker.report(outcome, bytes);
      expect(await gateway.size()).toBe(1);
      expect(await heard(gateway, 1)).toHaveLength(1);
    });

    it('are shared between listeners, each heard once', async () => {
      const { gateway, worker } = await opened();
      const all: string[] = [];
      const listen = (): AsyncDisposable =>
        gateway.onOutcome(async ({ outcome: one }) => {
          await Promise.resolve();
          all.push(one.taskId);
        });
      const listening = [listen(), listen()];
      for (let number = 0; number < 20; number++) {
        await worker.report({ ...outcome, taskId: `${jobs.first}.chunk.0.${number}.1` }, bytes);
      }
      await expect.poll(() => gateway.size()).toBe(0);
      await Promise.all(listening.map((one) => one[Symbol.asyncDispose]()));
      expect(all).toHaveLength(20);
      expect(new Set(all).size).toBe(20);
    });
  });
}

function describeNews(name: string, opened: Opened): void {
  describe(`${name}: news`, () => {
    it('are told to all who listen', async () => {
      const { gateway, worker } = await opened();
      const all: News[] = [
        { kind: 'stop', jobId: jobs.first },
        { kind: 'job', jobId: jobs.second },
        { kind: 'worker', status: workerStatus() },
      ];
      const [atGateway, atWorker] = [told(gateway), told(worker)];
      const ofStops: News[] = [];
      using _ = gateway.onNews((one) => ofStops.push(one), 'stop');
      // Whoever listens is known to the server after whatever it asks next was answered.
      await Promise.all([gateway.size(), worker.size()]);
      for (const news of all) worker.announce(news);
      await expect.poll(() => [atGateway.news, atWorker.news]).toEqual([all, all]);
      atGateway.listening[Symbol.dispose]();
      worker.announce(all[0]!);
      await expect.poll(() => atWorker.news.length).toBe(4);
      expect(atGateway.news).toHaveLength(3);
      await expect.poll(() => ofStops).toEqual([all[0], all[0]]);
    });
  });
}

async function next(queue: Queue): Promise<Delivery> {
  return await queue.take(sharedLane, noAbort());
}

/** The first outcomes that a listener is handed. */
async function heard(queue: Queue, count: number): Promise<ReportedOutcome[]> {
  const all: ReportedOutcome[] = [];
  const enough = Promise.withResolvers<void>();
  const listening = queue.onOutcome(async (reported) => {
    await Promise.resolve();
    all.push(reported);
    if (all.length >= count) enough.resolve();
  });
  await enough.promise;
  await listening[Symbol.asyncDispose]();
  return all;
}

function told(queue: Queue): { news: News[]; listening: Disposable } {
  const news: News[] = [];
  return { news, listening: queue.onNews((one) => news.push(one)) };
}
