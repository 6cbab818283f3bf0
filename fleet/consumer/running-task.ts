/** A task in this worker's hands, from its delivery to its answer. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { JobProgress } from '../../contracts/wire/job.ts';
import type { Task, WorkerStatus } from '../../contracts/wire/task.ts';
import type { Delivery } from '../queue/queue.ts';
import type { Ending } from './verdict.ts';

/** A timer of more than 31 bits of milliseconds ends at once. */
const longestTimerMs = 2 ** 31 - 1;

export class RunningTask implements Disposable {
  readonly delivery: Delivery;
  readonly #startedMs: number;
  readonly #stop = new AbortController();
  readonly #alive: NodeJS.Timeout;
  readonly #deadline: NodeJS.Timeout | null;
  #ending: Ending | null = null;
  progress: JobProgress | null = null;

  /** `nowMs`, milliseconds since 1970, is when it was delivered. */
  constructor(delivery: Delivery, ackWaitMs: number, nowMs: number) {
    this.delivery = delivery;
    this.#startedMs = nowMs;
    this.#alive = setInterval(() => delivery.working(), ackWaitMs / 3);
    const { deadlineAt } = delivery.task;
    const leftMs = deadlineAt === null ? null : Math.max(0, Date.parse(deadlineAt) - nowMs);
    this.#deadline =
      leftMs === null || leftMs > longestTimerMs
        ? null
        : setTimeout(() => this.end('overdue', overdue(deadlineAt!)), leftMs);
  }

  get task(): Task {
    return this.delivery.task;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Why it was ended, null where it was not. */
  get ending(): Ending | null {
    return this.#ending;
  }

  /** Aborts it, unless something else did. */
  end(ending: Ending, reason: LiveCalcError): void {
    if (this.#ending !== null) return;
    this.#ending = ending;
    this.#stop.abort(reason);
  }

  status(nowMs: number): WorkerStatus['running'][number] {
    const { taskId, jobId, attempt } = this.task;
    const forMs = Math.max(0, nowMs - this.#startedMs);
    return { taskId, jobId, attempt, forMs, progress: this.progress };
  }

  [Symbol.dispose](): void {
    clearInterval(this.#alive);
    if (this.#deadline !== null) clearTimeout(this.#deadline);
  }
}

function overdue(deadlineAt: string): LiveCalcError {
  const message =
    `The job was not done by its deadline, ${deadlineAt}. Give it more time (execution.deadlineMs), ask ` +
    'for less, or have more workers.';
  return new LiveCalcError('DEADLINE_EXCEEDED', message, { expected: `done by ${deadlineAt}` });
}
