/** A node's time limit. It stands still while the node waits for what is not its own work. */
import type { RunClock } from '../run-clock.ts';

export class NodeClock implements Disposable {
  readonly #onLate: () => void;
  readonly #nowMs: () => number;
  #leftMs: number;
  /** When it last began to run; null while it stands. */
  #runsSince: number | null = null;
  #pauses = 0;
  readonly #clock: RunClock;
  #takeBack = (): void => {};

  /** Runs at once; `onLate` is called when `limitMs` have been used up. */
  constructor(limitMs: number, onLate: () => void, nowMs: () => number, clock: RunClock) {
    this.#clock = clock;
    this.#leftMs = limitMs;
    this.#onLate = onLate;
    this.#nowMs = nowMs;
    this.#run();
  }

  /** Stands still while the action is awaited. */
  async standFor<T>(action: () => Promise<T>): Promise<T> {
    if (this.#pauses++ === 0) this.#stand();
    try {
      return await action();
    } finally {
      if (--this.#pauses === 0) this.#run();
    }
  }

  [Symbol.dispose](): void {
    this.#takeBack();
    this.#leftMs = Infinity;
  }

  #run(): void {
    if (this.#leftMs === Infinity) return;
    this.#runsSince = this.#nowMs();
    this.#takeBack = this.#clock.timer(Math.max(0, this.#leftMs), this.#onLate);
  }

  #stand(): void {
    this.#takeBack();
    if (this.#runsSince !== null) this.#leftMs -= this.#nowMs() - this.#runsSince;
    this.#runsSince = null;
  }
}
