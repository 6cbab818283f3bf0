/**
 * Tells whoever follows a job of its changes: one watcher for all sockets and long polls of a gateway.
 *
 * News of the queue say that a job changed; they may be lost, so every job that is followed and not at
 * its end is also looked at now and then. However many follow a job, it is read once.
 */
import { finalStates } from '../../contracts/wire/job.ts';
import type { Queue } from '../../fleet/queue/queue.ts';
import type { JobRecord, JobStore } from '../store/job-store.ts';

export interface JobWatcherOptions {
  readonly store: Pick<JobStore, 'anyJob'>;
  readonly queue: Pick<Queue, 'onNews'>;
  /** Between two looks at jobs of which there are no news. */
  readonly pollMs: number;
  /** The store does not answer; it is asked again. */
  readonly onError: (error: unknown) => void;
}

/** A job and who follows it. */
interface Followed {
  job: JobRecord;
  readonly listeners: Set<() => void>;
  isReading: boolean;
  /** There were news while it was read. */
  isStale: boolean;
}

/** A job that is looked at as long as it is followed. */
export interface FollowedJob extends Disposable {
  /** As it stood when it was last read. */
  readonly job: JobRecord;
  /** Returns what ends it. */
  subscribe(listener: () => void): () => void;
}

export class JobWatcher implements Disposable {
  readonly #options: JobWatcherOptions;
  readonly #followed = new Map<string, Followed & { followers: number }>();
  readonly #news: Disposable;
  readonly #timer: NodeJS.Timeout;

  constructor(options: JobWatcherOptions) {
    this.#options = options;
    this.#news = options.queue.onNews((news) => {
      if (news.kind === 'job') void this.#look(news.jobId);
    }, 'job');
    this.#timer = setInterval(() => {
      for (const [jobId, { job }] of this.#followed) {
        if (!finalStates.has(job.state)) void this.#look(jobId);
      }
    }, options.pollMs).unref();
  }

  /** Jobs that somebody follows. */
  get size(): number {
    return this.#followed.size;
  }

  follow(job: JobRecord): FollowedJob {
    const followed = this.#followed.get(job.id) ?? {
      job,
      listeners: new Set(),
      isReading: false,
      isStale: false,
      followers: 0,
    };
    followed.followers++;
    this.#followed.set(job.id, followed);
    this.#take(followed, job);
    // What changed since the job was read was told to nobody.
    if (!finalStates.has(job.state)) void this.#look(job.id);
    const listeners = new Set<() => void>();
    return {
      get job() {
        return followed.job;
      },
      subscribe: (listener) => {
        listeners.add(listener);
        followed.listeners.add(listener);
        return () => {
          listeners.delete(listener);
          followed.listeners.delete(listener);
        };
      },
      [Symbol.dispose]: () => {
        for (const listener of listeners) followed.listeners.delete(listener);
        followed.followers--;
        if (followed.followers === 0) this.#followed.delete(job.id);
      },
    };
  }

  /**
   * Resolves to the job once it is at its end, or as it stands when the signal is aborted.
   */
  async untilEnded(job: JobRecord, signal: AbortSignal): Promise<JobRecord> {
    using followed = this.follow(job);
    const { promise, resolve } = Promise.withResolvers<void>();
    const check = (): void => {
      if (signal.aborted || finalStates.has(followed.job.state)) resolve();
    };
    const unsubscribe = followed.subscribe(check);
    signal.addEventListener('abort', check, { once: true });
    check();
    await promise;
    signal.removeEventListener('abort', check);
    unsubscribe();
    return followed.job;
  }

  [Symbol.dispose](): void {
    this.#news[Symbol.dispose]();
    clearInterval(this.#timer);
  }

  async #look(jobId: string): Promise<void> {
    const followed = this.#followed.get(jobId);
    if (followed === undefined) return;
    followed.isStale = true;
    if (followed.isReading) return;
    followed.isReading = true;
    try {
      while (followed.isStale) {
        followed.isStale = false;
        const job = await this.#options.store.anyJob(jobId);
        if (job !== null) this.#take(followed, job);
      }
    } catch (error) {
      this.#options.onError(error);
    } finally {
      followed.isReading = false;
    }
  }

  #take(followed: Followed, job: JobRecord): void {
    if (job.version <= followed.job.version) return;
    followed.job = job;
    for (const listener of followed.listeners) listener();
  }
}
