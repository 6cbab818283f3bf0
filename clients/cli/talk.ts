/** A talk with whoever types, from the program's side. */
export interface Talk extends Disposable {
  /** The next line; null at the end of the input. */
  next(): Promise<string | null>;
  /** Ctrl-C: the listener is called instead of the program being stopped. */
  onInterrupt(listener: () => void): void;
}

/** The lines that have come and those that are awaited. */
export class HeardLines {
  readonly #heard: (string | null)[] = [];
  readonly #waiting: ((line: string | null) => void)[] = [];
  #isOver = false;

  push(line: string | null): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#heard.push(line);
    else waiting(line);
    this.#isOver ||= line === null;
  }

  /** After the end of the input there is nothing but it. */
  next(): Promise<string | null> {
    const heard = this.#heard.shift();
    if (heard !== undefined) return Promise.resolve(heard);
    if (this.#isOver) return Promise.resolve(null);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
