/** Something that one at a time may have; whoever asked first is next. */
export class Turn {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  /** How many wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Takes it where it is free. */
  tryTake(): boolean {
    if (this.#isTaken) return false;
    this.#isTaken = true;
    return true;
  }

  /**
   * Resolves when it is the caller's; `first`: before all who wait. Rejects with the signal's reason
   * when it is aborted while waiting.
   */
  async take(signal: AbortSignal, first = false): Promise<void> {
    signal.throwIfAborted();
    if (this.tryTake()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (first) this.#waiting.unshift(resolve);
    else this.#waiting.push(resolve);
    const leave = (): void => {
      const place = this.#waiting.indexOf(resolve);
      if (place < 0) return;
      this.#waiting.splice(place, 1);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, { once: true });
    await promise.finally(() => signal.removeEventListener('abort', leave));
  }

  /** Gives it to the next. */
  pass(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isTaken = false;
  }
}
