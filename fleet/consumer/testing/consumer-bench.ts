/** A consumer between a queue and executors of a test. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { WorkerStatus } from '../../../contracts/wire/task.ts';
import type { PartExecutors } from '../../../executor/executor.ts';
import { DiskRoom } from '../../../intake/storage/disk-room.ts';
import { createLogger } from '../../../service/logger.ts';
import { InProcessQueue } from '../../queue/in-process-queue.ts';
import type { Queue, ReportedOutcome } from '../../queue/queue.ts';
import { sharedLane } from '../../queue/testing/sample-tasks.ts';
import { TaskConsumer, type ConsumerOptions } from '../task-consumer.ts';
import type { TaskEnd } from '../task-reports.ts';
import { FolderTaskObjects } from './folder-task-objects.ts';

export interface ConsumerUnderTest {
  readonly queue: Queue;
  readonly objects: FolderTaskObjects;
  readonly consumer: TaskConsumer;
  readonly room: DiskRoom;
  /** Where executors write; empty where nothing was left behind. */
  readonly folder: string;
  readonly statuses: WorkerStatus[];
  readonly ends: TaskEnd[];
}

export interface Bench extends ConsumerUnderTest {
  /** In the order they came. */
  readonly outcomes: ReportedOutcome[];
  /** The outcome of that number, once it is there. */
  readonly outcome: (number: number) => Promise<ReportedOutcome>;
}

/** A consumer whose outcomes are heard here. */
export function startBench(
  executors: PartExecutors,
  changes: Partial<ConsumerOptions> = {},
): Bench {
  const consumer = startConsumer(executors, changes);
  const { outcomes, outcome, listening } = collected(consumer.queue);
  onTestFinished(() => listening[Symbol.asyncDispose]());
  return { ...consumer, outcomes, outcome };
}

/** Started, and drained when the test ends. */
export function startConsumer(
  executors: PartExecutors,
  changes: Partial<ConsumerOptions> = {},
): ConsumerUnderTest {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-consumer-'));
  const objects = new FolderTaskObjects();
  const room = new DiskRoom(2 ** 30);
  const queue = changes.queue ?? new InProcessQueue({ ackWaitMs: 60_000 });
  const ends: TaskEnd[] = [];
  const consumer = new TaskConsumer({
    queue,
    executors,
    objects,
    lane: sharedLane,
    folder,
    room,
    workerId: randomUUID(),
    pod: null,
    slots: 1,
    threads: 1,
    logger: createLogger({ LOG_LEVEL: 'silent' }),
    now: Date.now,
    onEnd: (_kind, end) => ends.push(end),
    ...changes,
  });
  const statuses: WorkerStatus[] = [];
  queue.onNews((news) => {
    if (news.kind === 'worker') statuses.push(news.status);
  });
  consumer.start();
  onTestFinished(async () => {
    await consumer.drain(AbortSignal.abort());
    await queue[Symbol.asyncDispose]();
    objects[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  return { queue, objects, consumer, room, folder, statuses, ends };
}

function collected(queue: Queue): Pick<Bench, 'outcomes' | 'outcome'> & {
  readonly listening: AsyncDisposable;
} {
  const outcomes: ReportedOutcome[] = [];
  let more = Promise.withResolvers<void>();
  const listening = queue.onOutcome(async (reported) => {
    await Promise.resolve();
    outcomes.push(reported);
    more.resolve();
    more = Promise.withResolvers();
  });
  const outcome = async (number: number): Promise<ReportedOutcome> => {
    while (outcomes.length <= number) await more.promise;
    return outcomes[number]!;
  };
  return { outcomes, outcome, listening };
}
