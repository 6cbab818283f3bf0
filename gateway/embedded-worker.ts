/** The worker of a gateway that has no fleet: processes that value on this machine. */
import { randomUUID } from 'node:crypto';
import { ExecutorPool } from '../executor/executor-pool.ts';
import { TaskConsumer } from '../fleet/consumer/task-consumer.ts';
import { everyPool } from '../contracts/wire/task.ts';
import type { Queue } from '../fleet/queue/queue.ts';
import { AssetStore } from '../intake/assets/asset-store.ts';
import { DiskRoom } from '../intake/storage/disk-room.ts';
import { runtimeVersion } from '../runtime/version.ts';
import type { Logger } from '../service/logger.ts';
import type { DataFolder } from './data-folder.ts';
import { LocalTaskObjects } from './objects/local-task-objects.ts';
import type { NotedObjects } from './objects/noted-objects.ts';
import type { GatewaySettings } from './settings.ts';

export interface EmbeddedWorker extends AsyncDisposable {
  /** Settles when the first process has shown that it values right. */
  readonly ready: Promise<unknown>;
  residentBytes(): number;
  /** Takes nothing more; what runs when `stop` is aborted goes back to the queue. */
  drain(stop: AbortSignal): Promise<void>;
}

export interface EmbeddedWorkerParts {
  readonly settings: GatewaySettings;
  readonly queue: Queue;
  readonly objects: NotedObjects;
  readonly data: DataFolder;
  readonly logger: Logger;
}

/** One valuation at a time, with all threads: that ends each sooner than sharing would. */
const slots = 1;
const mebibyte = 2 ** 20;
const usableShare = 0.9;

export function startEmbeddedWorker(parts: EmbeddedWorkerParts): EmbeddedWorker {
  const { settings, queue, objects, data, logger } = parts;
  const { THREADS: threads, MAX_MEMORY_MB: memoryMb } = settings;
  const executors = new ExecutorPool({ threads, memoryMb, dataFolder: data.executors });
  const room = new DiskRoom(
    Math.min(settings.MAX_STORAGE_MB * mebibyte, data.freeBytes * usableShare),
  );
  const consumer = new TaskConsumer({
    queue,
    executors,
    objects: new LocalTaskObjects(objects, new AssetStore(data.cache, room)),
    lane: { runtimeVersion, pool: everyPool },
    folder: data.tasks,
    room,
    workerId: randomUUID(),
    pod: null,
    slots,
    threads,
    logger,
    now: Date.now,
  });
  const ready = executors.capabilities().then(() => consumer.start());
  // Whoever waits for it is told.
  ready.catch(() => {});
  let isDrained = false;
  const drain = async (stop: AbortSignal): Promise<void> => {
    if (isDrained) return;
    isDrained = true;
    await consumer.drain(stop);
  };
  return {
    ready,
    residentBytes: () => executors.residentBytes(),
    drain,
    [Symbol.asyncDispose]: async () => {
      await drain(AbortSignal.abort());
      await executors[Symbol.asyncDispose]();
    },
  };
}
