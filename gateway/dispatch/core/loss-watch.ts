/**
 * Which published tasks came to nothing. A task that neither the queue nor a worker has had for a while is
 * given up; so is a delivery of one that a second worker has begun while the first says nothing of an
 * end. What is watched lives in the lead's memory: a new lead begins to watch anew, which can only make
 * it count less.
 */

/** A gateway that has taken an outcome and ends keeps it from others for a while: so many times as long. */
const reportTakes = 4;

export type Loss = 'lost' | 'preempted';

/** One published task, as it is seen now. */
export interface WatchedTask {
  readonly taskId: string;
  readonly attempts: number;
  readonly runningAt: readonly string[];
  /** Those of them that drain: they may give it back. */
  readonly drainingAt: readonly string[];
  readonly isQueued: boolean;
}

interface Watch {
  readonly attempts: number;
  /** Workers that have begun it, this attempt. */
  readonly workers: Set<string>;
  missingSince: number | null;
}

export class LossWatch {
  readonly #watches = new Map<string, Watch>();
  readonly #lostAfterMs: number;

  /** Outcomes on their way are in nobody's hands: that long a task may be missing. */
  constructor(lostAfterMs: number) {
    this.#lostAfterMs = lostAfterMs;
  }

  /**
   * All published tasks of a job, looked at once. What no worker had begun is not lost: the queue forgot
   * it. What a worker had that still lives was done, and its outcome is on its way, for longer. Both are
   * nobody's failure.
   */
  look(
    tasks: readonly WatchedTask[],
    isAlive: (worker: string) => boolean,
    now: number,
  ): ReadonlyMap<string, Loss> {
    const losses = new Map<string, Loss>();
    const ids = new Set(tasks.map(({ taskId }) => taskId));
    for (const taskId of this.#watches.keys()) if (!ids.has(taskId)) this.#watches.delete(taskId);
    for (const task of tasks) {
      const loss = this.#lookAt(task, this.#watchOf(task), isAlive, now);
      if (loss !== null) losses.set(task.taskId, loss);
    }
    return losses;
  }

  /** It was given back: another worker is expected to begin it. */
  gaveBack(taskId: string): void {
    this.#watches.delete(taskId);
  }

  #watchOf({ taskId, attempts }: WatchedTask): Watch {
    const known = this.#watches.get(taskId);
    if (known?.attempts === attempts) return known;
    // The message of an attempt that was given up may still run: its workers are no new redelivery.
    const watch = { attempts, workers: known?.workers ?? new Set<string>(), missingSince: null };
    this.#watches.set(taskId, watch);
    return watch;
  }

  #lookAt(
    { runningAt, drainingAt, isQueued }: WatchedTask,
    watch: Watch,
    isAlive: (worker: string) => boolean,
    now: number,
  ): Loss | null {
    const hadBegun = watch.workers.size > 0;
    const isNewHere = runningAt.some((worker) => !watch.workers.has(worker));
    for (const worker of runningAt) watch.workers.add(worker);
    for (const worker of drainingAt) watch.workers.delete(worker);
    if (runningAt.length > 0 || isQueued) {
      watch.missingSince = null;
      return hadBegun && isNewHere ? 'lost' : null;
    }
    watch.missingSince ??= now;
    const isReported = [...watch.workers].some(isAlive);
    const waitMs = this.#lostAfterMs * (isReported ? reportTakes : 1);
    if (now - watch.missingSince < waitMs) return null;
    watch.missingSince = null;
    const loss = hadBegun && !isReported ? 'lost' : 'preempted';
    // The next worker of a task that was missing is expected.
    watch.workers.clear();
    return loss;
  }
}
