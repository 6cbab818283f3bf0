/** How a user ends a job, on any gateway, whoever leads it (docs/job-states.md). */
import { finalStates } from '../../contracts/wire/job.ts';
import type { Queue } from '../../fleet/queue/queue.ts';
import type { JobRecord, JobStore } from '../store/job-store.ts';

export interface JobEndingOptions {
  readonly store: Pick<JobStore, 'anyJob' | 'purge'>;
  readonly queue: Pick<Queue, 'withdraw'>;
  /** Ends a job that is not at its end; null where there is none. */
  readonly cancel: (tenant: string, jobId: string, by: string) => Promise<JobRecord | null>;
  /** What could not be taken out of the queue; it costs a worker some time and changes nothing. */
  readonly onError: (error: unknown) => void;
}

export class JobEnding {
  readonly #options: JobEndingOptions;

  constructor(options: JobEndingOptions) {
    this.#options = options;
  }

  /** The job as it is then: CANCELLED, or what it had come to before. Throws BACKEND_UNAVAILABLE. */
  async cancel(job: JobRecord, subject: string): Promise<JobRecord> {
    if (finalStates.has(job.state)) return job;
    const { store, cancel } = this.#options;
    const ended = await cancel(job.tenant, job.id, `user ${subject}`);
    return ended ?? (await store.anyJob(job.id)) ?? job;
  }

  /** Takes away a job that is at its end, with its results. Throws BACKEND_UNAVAILABLE. */
  async remove({ id }: JobRecord): Promise<void> {
    const { store, queue, onError } = this.#options;
    await queue.withdraw(id).catch(onError);
    await store.purge(id);
  }
}
