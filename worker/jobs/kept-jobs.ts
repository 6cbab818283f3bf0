/** Jobs by id, until their retention ends. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Job } from './job.ts';

/** Ended jobs that are known at most: each holds its result's statistics and hashes in memory. */
const maxEndedJobs = 5000;

export class KeptJobs {
  readonly #retentionMs: number;
  readonly #jobs = new Map<string, Job>();
  /** With the timer that removes it, whoever ended first first. */
  readonly #ended = new Map<Job, NodeJS.Timeout>();

  constructor(retentionMs: number) {
    this.#retentionMs = retentionMs;
  }

  all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  add(job: Job): void {
    this.#jobs.set(job.id, job);
  }

  /** Throws NOT_FOUND, also for another tenant's (I8). */
  find(jobId: string, tenant: string): Job {
    const job = this.#jobs.get(jobId);
    if (job?.owner.principal.tenant === tenant) return job;
    const message =
      `There is no job ${jobId}. A worker forgets its jobs when it ends, and a while after ` +
      'they have: submit it again.';
    throw new LiveCalcError('NOT_FOUND', message, { found: jobId });
  }

  /** The job has come to its end: its retention begins. */
  ended(job: Job): void {
    if (this.#ended.has(job)) return;
    this.#ended.set(job, setTimeout(() => job.remove(), this.#retentionMs).unref());
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > maxEndedJobs) oldest?.remove();
  }

  forget(job: Job): void {
    this.#jobs.delete(job.id);
    clearTimeout(this.#ended.get(job));
    this.#ended.delete(job);
  }
}
