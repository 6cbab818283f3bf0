/** A fleet in one process: real store, queue and objects, dispatchers, scripted workers. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { finalStates } from '../../../contracts/wire/job.ts';
import { InProcessQueue } from '../../../fleet/queue/in-process-queue.ts';
import type { Queue } from '../../../fleet/queue/queue.ts';
import { createLogger } from '../../../service/logger.ts';
import { openFolderObjects } from '../../objects/folder-objects.ts';
import type { ObjectStore } from '../../objects/object-store.ts';
import type { JobRecord, JobStore, NewJob } from '../../store/job-store.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { aJob, noQuota } from '../../store/testing/samples.ts';
import { Dispatcher, type DispatcherOptions } from '../dispatcher.ts';
import type { PretendRun } from './pretend-run.ts';
import { ScriptedWorker, type ScriptedOptions } from './scripted-worker.ts';

export const testVersion = '0.5.0';

/** As fast as a test wants it. */
const settings = { leaseTtlMs: 600, tickMs: 20, checkEveryMs: 50, lostAfterMs: 150 };

export class SmallFleet implements AsyncDisposable {
  readonly store: JobStore;
  readonly queue: InProcessQueue;
  readonly objects: ObjectStore;
  readonly #folder: string;
  readonly #ending: (() => Promise<void>)[] = [];

  private constructor(folder: string, store: JobStore, objects: ObjectStore) {
    this.#folder = folder;
    this.store = store;
    this.objects = objects;
    this.queue = new InProcessQueue({ ackWaitMs: 300 });
  }

  static async open(): Promise<SmallFleet> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-dispatch-'));
    const store = await openSqliteStore({ file: ':memory:', now: Date.now });
    const objects = await openFolderObjects({ folder, maxBytes: 2 ** 30 });
    return new SmallFleet(folder, store, objects);
  }

  gateway(gatewayId: string, differences: Partial<DispatcherOptions> = {}): Dispatcher {
    const dispatcher = new Dispatcher({
      store: this.store,
      queue: this.queue,
      objects: this.objects,
      tokens: { mint: ({ jobId }) => Promise.resolve(`token of ${jobId}`) },
      gatewayId,
      runtimeVersion: testVersion,
      now: Date.now,
      elapsed: () => performance.now(),
      random: Math.random,
      logger: createLogger({ LOG_LEVEL: 'fatal' }),
      settings,
      ...differences,
    });
    dispatcher.start();
    this.#ending.push(async () => await dispatcher.stop());
    return dispatcher;
  }

  worker(run: PretendRun, differences: Partial<ScriptedOptions> = {}): ScriptedWorker {
    const { queue, objects } = this;
    const options = { queue, objects, run, runtimeVersion: testVersion, ...differences };
    const worker = new ScriptedWorker(options).start();
    this.#ending.push(async () => await worker.stop());
    return worker;
  }

  async submit(dispatcher: Dispatcher, differences: Partial<NewJob> = {}): Promise<string> {
    const { job } = await this.store.insert(aJob(differences), noQuota);
    dispatcher.kick(job.id);
    return job.id;
  }

  async job(jobId: string): Promise<JobRecord> {
    return (await this.store.anyJob(jobId))!;
  }

  /** The job once it is at its end. */
  async ended(jobId: string): Promise<JobRecord> {
    return await this.until(async () => {
      const job = await this.job(jobId);
      return finalStates.has(job.state) ? job : null;
    });
  }

  /** What `look` finds, as soon as that is not null; looks again whenever there are news. */
  async until<T>(look: () => Promise<T | null>): Promise<T> {
    for (;;) {
      const found = await look();
      if (found !== null) return found;
      await news(this.queue);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ending.toReversed()) await end();
    await this.queue[Symbol.asyncDispose]();
    await this.store[Symbol.asyncDispose]();
    await this.objects[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Resolves on the next news, or soon. */
async function news(queue: Queue): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const listening = queue.onNews(() => resolve());
  await Promise.race([promise, delay(50)]);
  listening[Symbol.dispose]();
}
