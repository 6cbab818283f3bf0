/** Tells what a worker does: every second, and when it begins or ends something, but not all the time. */

/** Gateways take a worker for gone when they hear nothing for several of these. */
const everyMs = 1000;
/** Small tasks follow each other faster than anybody wants to know. */
const atMostEveryMs = 200;

export class StatusTeller implements Disposable {
  readonly #tell: () => void;
  readonly #interval: NodeJS.Timeout;
  #rest: NodeJS.Timeout | null = null;
  #isChanged = false;

  constructor(tell: () => void) {
    this.#tell = tell;
    this.#interval = setInterval(() => this.#now(), everyMs);
  }

  changed(): void {
    this.#isChanged = true;
    if (this.#rest === null) this.#now();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#interval);
    if (this.#rest !== null) clearTimeout(this.#rest);
  }

  #now(): void {
    this.#isChanged = false;
    this.#tell();
    if (this.#rest !== null) return;
    this.#rest = setTimeout(() => {
      this.#rest = null;
      if (this.#isChanged) this.#now();
    }, atMostEveryMs);
  }
}
