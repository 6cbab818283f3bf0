/**
 * What nobody needs any more goes: jobs some time after their end, and objects that no job needs.
 *
 * Every gateway does it, and may be killed at any point. An object is removed before it is forgotten,
 * so that whoever comes next finds what was left; and only that version of it which was there before
 * the store said that nothing needs it, so that one that is put again in between stays (NotedObjects).
 */
import type { Queue } from '../../fleet/queue/queue.ts';
import type { Logger } from '../../service/logger.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { JobStore } from '../store/job-store.ts';

export interface RetentionSettings {
  /** Of a job, from its end: JOB_RETENTION_MINUTES. */
  readonly jobMs: number;
  /**
   * Of an object that no job needs, from when it was last put or asked for: OBJECT_RETENTION_MINUTES.
   * Longer than an upload and the submission after it take.
   */
  readonly objectMs: number;
  /** How often it is looked. */
  readonly everyMs: number;
}

export interface RetentionParts {
  readonly store: Pick<JobStore, 'endedBefore' | 'purge' | 'unusedObjects' | 'forgetObject'>;
  readonly objects: Pick<ObjectStore, 'find' | 'remove'>;
  readonly queue: Pick<Queue, 'withdraw'>;
  readonly settings: RetentionSettings;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly logger: Logger;
}

export interface Swept {
  readonly jobs: number;
  readonly objects: number;
}

/** Rows at a time. */
const batchSize = 200;

export class Retention implements AsyncDisposable {
  readonly #parts: RetentionParts;
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** Sweeps now and then. Not at once: what came in while no gateway ran is taken in first. */
  start(): void {
    this.#timer = setTimeout(() => {
      this.#sweeping = this.sweep()
        .catch((error: unknown) => {
          this.#parts.logger.warn(
            { err: error },
            'retention did not come to its end; it will try again',
          );
        })
        .finally(() => this.#isStopped || this.start());
    }, this.#parts.settings.everyMs).unref();
  }

  /** Removes what may go now. Throws BACKEND_UNAVAILABLE; the next sweep goes on. */
  async sweep(): Promise<Swept> {
    const jobs = await this.#sweepJobs();
    const objects = await this.#sweepObjects();
    if (jobs + objects > 0) this.#parts.logger.info({ jobs, objects }, 'retention has removed');
    return { jobs, objects };
  }

  /** Resolves once nothing is being removed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#sweeping;
  }

  async #sweepJobs(): Promise<number> {
    const { store, queue, settings, now } = this.#parts;
    const before = now() - settings.jobMs;
    for (let removed = 0; ;) {
      const jobs = this.#isStopped ? [] : await store.endedBefore(before, batchSize);
      for (const jobId of jobs) {
        await queue.withdraw(jobId);
        await store.purge(jobId);
      }
      removed += jobs.length;
      if (jobs.length < batchSize) return removed;
    }
  }

  async #sweepObjects(): Promise<number> {
    for (let removed = 0; ;) {
      const count = this.#isStopped ? 0 : await this.#sweepBatch();
      removed += count;
      if (count < batchSize) return removed;
    }
  }

  /** Versions first, then once more whether they are unused: who needs one since then has given it another version. */
  async #sweepBatch(): Promise<number> {
    const { store, objects, settings } = this.#parts;
    const { objectMs } = settings;
    const candidates = await store.unusedObjects(objectMs, batchSize);
    const versions = new Map<string, string | undefined>();
    for (const { tenant, sha256 } of candidates) {
      versions.set(nameOf(tenant, sha256), (await objects.find(tenant, sha256))?.version);
    }
    let removed = 0;
    for (const { tenant, sha256 } of await store.unusedObjects(objectMs, batchSize)) {
      const name = nameOf(tenant, sha256);
      if (!versions.has(name)) continue;
      const version = versions.get(name);
      if (version !== undefined) await objects.remove(tenant, sha256, version);
      if (await store.forgetObject(tenant, sha256, objectMs)) removed++;
    }
    return removed;
  }
}

function nameOf(tenant: string, sha256: string): string {
  return JSON.stringify([tenant, sha256]);
}
