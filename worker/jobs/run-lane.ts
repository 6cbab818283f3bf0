/**
 * Where jobs are planned and run: one run at a time with all threads, one being planned beside it.
 */
import { mkdir, rm } from 'node:fs/promises';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import type { Executors, PlannedRun, RunTask } from '../../executor/executor.ts';
import type { Job } from './job.ts';
import type { JobEvent } from './job-state.ts';
import { Slots } from '../../executor/slots.ts';

type Tell = (event: JobEvent) => void;

export class RunLane {
  readonly #executors: Executors;
  readonly #planSlot = new Slots(1);
  readonly #runSlot = new Slots(1);
  #running: Job | null = null;

  constructor(executors: Executors) {
    this.#executors = executors;
  }

  /** The job whose turn it is. */
  get running(): Job | null {
    return this.#running;
  }

  /**
   * Plans a run when it is its turn, beside the one that runs; where its process is lost, which may be
   * because both took too much memory, once more when nothing runs. Throws what planning throws, and
   * the signal's reason.
   */
  async plan(task: RunTask, signal: AbortSignal): Promise<PlannedRun> {
    try {
      return await this.#planInTurn(task, signal, false);
    } catch (error) {
      if (!isLost(error)) throw error;
      await this.#runSlot.take(signal, true);
      try {
        return await this.#planInTurn(task, signal, true);
      } finally {
        this.#runSlot.free();
      }
    }
  }

  /** Runs a planned job to its end and tells it how it ended. Rejects never. */
  async run(job: Job, task: RunTask, planned: PlannedRun, tell: Tell): Promise<void> {
    try {
      tell({ kind: 'completed', result: await this.#runInTurn(job, task, planned, tell) });
    } catch (error) {
      tell({ kind: 'ended', error });
    }
  }

  async #runInTurn(job: Job, task: RunTask, planned: PlannedRun, tell: Tell): Promise<RunResult> {
    let ready: PlannedRun | null = planned;
    if (!this.#runSlot.tryTake()) {
      // A plan holds a process and the memory of its inputs: it is made again when they are needed.
      planned.release();
      ready = null;
      tell({ kind: 'waiting', waitingFor: 'the run before it' });
      await this.#runSlot.take(job.stop.signal);
    }
    this.#running = job;
    try {
      return await twice(
        async () => {
          const run = ready ?? (await this.#planAgain(job, task, tell));
          ready = null;
          return await runPlanned(job, run, tell);
        },
        async () => {
          tell({ kind: 'restarting' });
          await rm(task.resultFolder, { recursive: true, force: true });
          await mkdir(task.resultFolder);
        },
      );
    } finally {
      this.#running = null;
      this.#runSlot.free();
    }
  }

  async #planAgain(job: Job, task: RunTask, tell: Tell): Promise<PlannedRun> {
    tell({ kind: 'waiting', waitingFor: 'its inputs to be read' });
    return await this.#planInTurn(task, job.stop.signal, true);
  }

  async #planInTurn(task: RunTask, signal: AbortSignal, first: boolean): Promise<PlannedRun> {
    await this.#planSlot.take(signal, first);
    try {
      return await this.#executors.plan(task, signal);
    } finally {
      this.#planSlot.free();
    }
  }
}

async function runPlanned(job: Job, run: PlannedRun, tell: Tell): Promise<RunResult> {
  const { signal } = job.stop;
  if (signal.aborted) run.release();
  signal.throwIfAborted();
  tell({ kind: 'started' });
  const orStop = (store: () => void): void => {
    try {
      store();
    } catch (error) {
      job.stop.abort(error);
    }
  };
  const listener = {
    onProgress: (progress) => tell({ kind: 'progress', progress }),
    onTable: (table) =>
      orStop(() => {
        job.takeRoom(table.sizeBytes);
        tell({ kind: 'table', table });
      }),
    onRecord: (record) => orStop(() => job.recorded(record)),
  } satisfies Parameters<PlannedRun['run']>[0];
  job.runs(run);
  try {
    return await run.run(listener, signal);
  } finally {
    job.runs(null);
  }
}

function isLost(error: unknown): boolean {
  return error instanceof LiveCalcError && error.code === 'EXECUTOR_LOST';
}

/** Once more where the process was lost: a run is deterministic (I1) and counts once (I7). */
async function twice<T>(action: () => Promise<T>, between: () => Promise<void>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!isLost(error)) throw error;
    await between();
    return await action();
  }
}
