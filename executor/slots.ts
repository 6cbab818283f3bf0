/** So many at a time; whoever asks first goes first. */
export class Slots {
  #free: number;
  readonly #waiting: PromiseWithResolvers<void>[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Takes a slot where one is free. */
  tryTake(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  /**
   * Waits for a slot, which the caller frees; `first`: before all who wait. Throws the signal's reason
   * when it is aborted before that.
   */
  async take(signal: AbortSignal, first = false): Promise<void> {
    signal.throwIfAborted();
    if (this.tryTake()) return;
    const turn = Promise.withResolvers<void>();
    if (first) this.#waiting.unshift(turn);
    else this.#waiting.push(turn);
    const leave = (): void => {
      const place = this.#waiting.indexOf(turn);
      // One that was given a slot already keeps it.
      if (place === -1) return;
      this.#waiting.splice(place, 1);
      turn.reject(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      await turn.promise;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Gives the slot to the next. */
  free(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next.resolve();
  }
}
