import type { ProgressEvent } from '../../contracts/progress.ts';
import type { JobProgress } from '../../contracts/wire/job.ts';

/** So that within a stage nobody is told more than 30 times a second. */
const leastIntervalMs = 34;

/**
 * Tells how far a job is, and leaves out what comes too soon after the last. That all chunks of a stage
 * are done is always told: whoever adds up chunks misses none.
 */
export class ProgressTeller {
  readonly #tell: (progress: JobProgress) => void;
  readonly #nowMs: () => number;
  #lastMs = -Infinity;

  constructor(
    tell: (progress: JobProgress) => void,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#tell = tell;
    this.#nowMs = nowMs;
  }

  /** Other work begins: its first event is told, however soon it comes. */
  begin(): void {
    this.#lastMs = -Infinity;
  }

  /** A stage that is one piece has begun. */
  stage(stage: string): void {
    this.hear({ kind: 'stage', stage });
  }

  hear(event: ProgressEvent): void {
    const now = this.#nowMs();
    const isWhole = event.kind === 'chunks' && event.done === event.total;
    if (now - this.#lastMs < leastIntervalMs && !isWhole) return;
    this.#lastMs = now;
    const { stage } = event;
    this.#tell(
      event.kind === 'stage'
        ? { stage, done: 0, total: 0 }
        : { stage, done: event.done, total: event.total },
    );
  }
}
