/** A clock that stands still while the run does, so that a person may look as long as they like. */
import { wallClock, type RunClock } from '../run-clock.ts';

interface Timer {
  remainingMs: number;
  readonly end: () => void;
  clear: () => void;
}

export class StandingClock implements RunClock {
  readonly #timers = new Set<Timer>();
  readonly #nowMs: () => number;
  #goesSinceMs: number;
  #isStanding = false;

  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
    this.#goesSinceMs = nowMs();
  }

  timer(ms: number, end: () => void): () => void {
    this.#settle();
    const timer: Timer = { remainingMs: ms, end, clear: () => {} };
    this.#timers.add(timer);
    if (!this.#isStanding) this.#start(timer);
    return () => {
      timer.clear();
      this.#timers.delete(timer);
    };
  }

  stand(): void {
    if (this.#isStanding) return;
    this.#settle();
    this.#isStanding = true;
    for (const { clear } of this.#timers) clear();
  }

  go(): void {
    if (!this.#isStanding) return;
    this.#isStanding = false;
    this.#goesSinceMs = this.#nowMs();
    for (const timer of this.#timers) this.#start(timer);
  }

  /** Takes the time that has gone by from all timers. */
  #settle(): void {
    if (this.#isStanding) return;
    const nowMs = this.#nowMs();
    for (const timer of this.#timers) timer.remainingMs -= nowMs - this.#goesSinceMs;
    this.#goesSinceMs = nowMs;
  }

  #start(timer: Timer): void {
    const end = (): void => {
      this.#timers.delete(timer);
      timer.end();
    };
    timer.clear = wallClock.timer(Math.max(0, timer.remainingMs), end);
  }
}
