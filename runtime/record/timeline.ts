import type { StepReport } from '../../contracts/execution-record.ts';

/** The steps of a run, one after another: each begins where the one before it ended. */
export class Timeline {
  readonly #steps: StepReport[] = [];
  readonly #nowMs: () => number;
  #lastMs: number;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#lastMs = nowMs();
  }

  /** So far; `startedMs` is on the clock that the timeline was given. */
  get steps(): readonly StepReport[] {
    return this.#steps;
  }

  /** Ends a step; returns its milliseconds. */
  lap(name: string): number {
    const now = this.#nowMs();
    const ms = now - this.#lastMs;
    this.#steps.push({ name, startedMs: this.#lastMs, ms });
    this.#lastMs = now;
    return ms;
  }
}
