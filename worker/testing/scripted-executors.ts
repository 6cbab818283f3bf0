/** Executors whose runs end when a test says so. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import type { Capabilities } from '../../contracts/wire/capabilities.ts';
import type { Executors, PlannedRun, RunListener, RunTask } from '../../executor/executor.ts';

/** A run that has begun. */
export interface ScriptedRun {
  readonly task: RunTask;
  readonly listener: RunListener;
  readonly complete: () => void;
  readonly fail: (error: unknown) => void;
}

const planned = { runHash: 'a'.repeat(64), executionOrder: ['projection'], memoryBytes: 1 };

export class ScriptedExecutors implements Executors {
  readonly started = 0;
  /** In the order they began. */
  readonly runs: ScriptedRun[] = [];
  /** What happened, in order: `plan TENANT`, `run TENANT`, `release TENANT`. */
  readonly log: string[] = [];
  /** What the next plan throws. */
  planError: unknown = null;
  #onRun = Promise.withResolvers<void>();

  capabilities(): Promise<Capabilities> {
    return Promise.reject(new Error('It has none.'));
  }

  residentBytes(): number {
    return 0;
  }

  async plan(task: RunTask, signal: AbortSignal): Promise<PlannedRun> {
    await Promise.resolve();
    signal.throwIfAborted();
    this.log.push(`plan ${task.tenant}`);
    const error = this.planError;
    this.planError = null;
    if (error !== null) throw error;
    return {
      planned,
      run: (listener, stop) => this.#run(task, listener, stop),
      debug: () => Promise.resolve({ is: 'running' }),
      release: () => void this.log.push(`release ${task.tenant}`),
    };
  }

  /** The run of that number, once it has begun. */
  async run(number: number): Promise<ScriptedRun> {
    while (this.runs.length <= number) await this.#onRun.promise;
    return this.runs[number]!;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  #run(task: RunTask, listener: RunListener, signal: AbortSignal): Promise<RunResult> {
    this.log.push(`run ${task.tenant}`);
    const { promise, resolve, reject } = Promise.withResolvers<RunResult>();
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    const complete = (): void => resolve({ resultHash: 'b'.repeat(64) } as RunResult);
    this.runs.push({ task, listener, complete, fail: reject });
    this.#onRun.resolve();
    this.#onRun = Promise.withResolvers();
    return promise;
  }
}

export function executorLost(): LiveCalcError {
  return new LiveCalcError('EXECUTOR_LOST', 'The process is gone.');
}
