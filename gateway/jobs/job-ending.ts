/** How a user ends a job before its time, on any gateway, whoever leads it (docs/job-states.md). */
import { finalStates } from '../../contracts/wire/job.ts';
import type { Queue } from '../../fleet/queue/queue.ts';
import type { JobRecord, JobStore } from '../store/job-store.ts';

export interface JobEndingOptions {
  readonly store: Pick<JobStore, 'requestCancel' | 'move' | 'anyJob' | 'purge'>;
  readonly queue: Pick<Queue, 'announce' | 'withdraw'>;
  /** Something of the job is to be done. */
  readonly kick: (jobId: string) => void;
  /** What could not be told to the queue; the lead tells it again. */
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

export class JobEnding {
  readonly #options: JobEndingOptions;

  constructor(options: JobEndingOptions) {
    this.#options = options;
  }

  /** The job as it is then: CANCELLED, or what it had come to before. Throws BACKEND_UNAVAILABLE. */
  async cancel(job: JobRecord, subject: string): Promise<JobRecord> {
    if (finalStates.has(job.state)) return job;
    const { store, queue, kick, now } = this.#options;
    await store.requestCancel(job.tenant, job.id);
    queue.announce({ kind: 'stop', jobId: job.id });
    const at = now();
    const moved = await store.move(
      job.id,
      {
        from: ['PENDING', 'SCHEDULED', 'RUNNING'],
        to: 'CANCELLED',
        at,
        by: `user ${subject}`,
        reason: 'The user asked for its end.',
        change: {
          waitingFor: null,
          progress: null,
          finishedAt: at,
          tables: [],
          error: { code: 'CANCELLED', message: 'The job was cancelled.' },
        },
      },
      null,
    );
    await this.#withdraw(job.id);
    kick(job.id);
    queue.announce({ kind: 'job', jobId: job.id });
    return moved ?? (await store.anyJob(job.id)) ?? job;
  }

  /** Takes away a job that is at its end, with its results. */
  async remove(job: JobRecord): Promise<void> {
    await this.#withdraw(job.id);
    await this.#options.store.purge(job.id);
  }

  async #withdraw(jobId: string): Promise<void> {
    try {
      await this.#options.queue.withdraw(jobId);
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
