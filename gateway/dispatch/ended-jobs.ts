/**
 * Jobs that came to their end: their workers let go of them, and what waits for one is taken out of the
 * queue. Where the queue does not answer that is done when it does. Rows say that the job has ended, so
 * nobody waits for this: what stays costs a worker some time and changes nothing.
 */
import type { Queue } from '../../fleet/queue/queue.ts';
import type { Logger } from '../../service/logger.ts';
import { Turns } from './turns.ts';

export interface EndedJobsOptions {
  readonly queue: Pick<Queue, 'announce' | 'withdraw'>;
  readonly random: () => number;
  readonly logger: Pick<Logger, 'warn'>;
}

export class EndedJobs {
  readonly #queue: EndedJobsOptions['queue'];
  readonly #turns: Turns;
  readonly #waiting = new Set<string>();

  constructor({ queue, random, logger }: EndedJobsOptions) {
    this.#queue = queue;
    const onError = (error: unknown): boolean => {
      logger.warn(
        { err: error, jobs: this.#waiting.size },
        'tasks of ended jobs stay in the queue',
      );
      return true;
    };
    this.#turns = new Turns(() => this.#withdraw(), { random, onError });
  }

  add(jobId: string): void {
    this.#queue.announce({ kind: 'stop', jobId });
    this.#waiting.add(jobId);
    this.#turns.request();
  }

  /** Resolves when nothing is under way; what still waits stays in the queue until its workers come to it. */
  async stop(): Promise<void> {
    await this.#turns.stop();
  }

  async #withdraw(): Promise<void> {
    for (const jobId of this.#waiting) {
      await this.#queue.withdraw(jobId);
      this.#waiting.delete(jobId);
      // Again, for a worker that took a task in between, or did not hear it the first time.
      this.#queue.announce({ kind: 'stop', jobId });
    }
  }
}
