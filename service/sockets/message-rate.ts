/** How fast a socket may speak: `perSecond` messages, of which a second's worth may come at once. */
export class MessageRate {
  readonly #perSecond: number;
  #left: number;
  #lastMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#lastMs = nowMs;
  }

  /** Counts a message; returns for how many milliseconds the socket is not to be read. */
  count(nowMs: number): number {
    const earned = ((nowMs - this.#lastMs) * this.#perSecond) / 1000;
    this.#left = Math.min(this.#perSecond, this.#left + earned) - 1;
    this.#lastMs = nowMs;
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left * 1000) / this.#perSecond);
  }
}
