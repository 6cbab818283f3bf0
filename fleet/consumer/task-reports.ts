/** Tells the gateways what became of a task, and the queue that nobody else need do it. */
import { backoffMs } from '../../contracts/backoff.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { TaskOutcome } from '../../contracts/wire/task.ts';
import { pause } from '../pause.ts';
import type { Queue } from '../queue/queue.ts';
import { answerOf, outcomeOf, type Answer } from './answer.ts';
import type { RunningTask } from './running-task.ts';
import { verdictOn } from './verdict.ts';

/** How a task ended here; `stopped` where its job did. */
export type TaskEnd = TaskOutcome['kind'] | 'stopped';

interface ReportOptions {
  readonly queue: Queue;
  readonly workerId: string;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Aborted when this worker has to leave. */
  readonly leaving: AbortSignal;
}

export class TaskReports {
  readonly #options: ReportOptions;

  constructor(options: ReportOptions) {
    this.#options = options;
  }

  /**
   * `answer` is null where nobody wants one. Tried for as long as the worker stays: throws what went
   * wrong where it leaves before somebody could be told.
   */
  async tell(running: RunningTask, answer: Answer | null): Promise<TaskEnd> {
    const { delivery } = running;
    if (answer === null || running.ending === 'stopped') {
      await delivery.done();
      return 'stopped';
    }
    if (answer.content.kind === 'returned') {
      // It is published again under the same name, which must be free by then.
      await delivery.done();
      return await this.#report(running, answer);
    }
    const end = await this.#report(running, answer);
    await delivery.done();
    return end;
  }

  async #report(running: RunningTask, answer: Answer): Promise<TaskEnd> {
    const { queue, workerId, random, leaving } = this.#options;
    const outcome = outcomeOf(running.task, workerId, answer.content);
    for (let attempt = 0; running.ending !== 'stopped'; attempt++) {
      try {
        await queue.report(outcome, answer.bytes);
        return outcome.kind;
      } catch (error) {
        if (!isPassing(error)) return await this.#reportInstead(running, outcome, error);
        await pause(backoffMs(attempt, random), leaving);
      }
    }
    return 'stopped';
  }

  /** What the queue never takes fails the job: every worker would meet the same. */
  async #reportInstead(
    running: RunningTask,
    refused: TaskOutcome,
    error: unknown,
  ): Promise<TaskEnd> {
    if (refused.kind === 'failed') throw error;
    return await this.#report(running, answerOf(verdictOn(error, null)!));
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof LiveCalcError && error.code === 'BACKEND_UNAVAILABLE';
}
