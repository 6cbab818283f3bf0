/** A process that is one task's, until it is given back or at its end. */
import { LiveCalcError, type ErrorCode } from '../contracts/errors.ts';
import type { RunResult } from '../contracts/run-result.ts';
import type { PlannedJob } from '../contracts/wire/job.ts';
import { deadlineExceeded } from '../runtime/stop-signal.ts';
import type { ExecutorChild } from './executor-child.ts';
import type { PlannedRun, RunListener, RunTask } from './executor.ts';
import type { FromProcess } from './messages.ts';

/** The process stops its run itself; this much later it has shown that it does not. */
const graceMs = 1000;

/** Errors after which a process may have threads that still work, or something else that it should not. */
const unsoundAfter: ReadonlySet<ErrorCode> = new Set([
  'DEADLINE_EXCEEDED',
  'CANCELLED',
  'THREAD_LOST',
  'INTERNAL',
]);

export class Lease {
  readonly child: ExecutorChild;
  readonly sinceMs = performance.now();
  readonly #onEnd: (isSound: boolean) => void;
  readonly #deadline: NodeJS.Timeout;
  #isOver = false;

  /** `onEnd` is called once: whether the process may be used again. */
  constructor(child: ExecutorChild, deadlineMs: number, onEnd: (isSound: boolean) => void) {
    this.child = child;
    this.#onEnd = onEnd;
    const late = deadlineExceeded(deadlineMs);
    // Node fires a timer of more than 31 bits at once.
    this.#deadline = setTimeout(
      () => void child.end(late),
      Math.min(deadlineMs + graceMs, 2 ** 31 - 1),
    );
  }

  async plan(task: RunTask, signal: AbortSignal): Promise<PlannedJob> {
    const said = await this.#guarded(signal, () =>
      this.child.ask({ type: 'plan', task }, 'planned'),
    );
    return said.planned;
  }

  async run(listener: RunListener, signal: AbortSignal): Promise<RunResult> {
    const tell = (message: FromProcess): void => {
      if (message.type === 'progress') listener.onProgress(message.progress);
      if (message.type === 'table') listener.onTable(message.table);
    };
    const said = await this.#guarded(signal, () =>
      this.child.ask({ type: 'run' }, 'completed', tell),
    );
    this.end(true);
    return said.result;
  }

  release(): void {
    if (this.#isOver) return;
    this.child.tell({ type: 'release' });
    this.end(true);
  }

  end(isSound: boolean): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#deadline);
    this.#onEnd(isSound && !this.child.isEnded);
  }

  /** Whatever goes wrong, the lease is over; when the signal is aborted the process is as well. */
  async #guarded<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
    if (signal.aborted) {
      this.release();
      throw signal.reason;
    }
    const kill = (): void => void this.child.end(signal.reason);
    signal.addEventListener('abort', kill, { once: true });
    try {
      return await ask();
    } catch (error) {
      this.end(error instanceof LiveCalcError && !unsoundAfter.has(error.code));
      throw error;
    } finally {
      signal.removeEventListener('abort', kill);
    }
  }
}

/** The run that a lease's process has planned. */
export function plannedRun(lease: Lease, planned: PlannedJob): PlannedRun {
  return {
    planned,
    run: (listener, signal) => lease.run(listener, signal),
    release: () => lease.release(),
  };
}
