/**
 * Interpreters, of which one is started ahead: when one that was taken ends, another is started in its
 * place, so that the next job need not wait for it.
 */
import type { PythonInterpreter, PythonRuntime } from './interpreter.ts';

export interface StartOptions {
  /** Called when the interpreter ends. */
  readonly onEnd: () => void;
  /** Nobody waits for it yet: the process may end before it has started. */
  readonly isAhead: boolean;
}

export type StartInterpreter = (options: StartOptions) => Promise<PythonInterpreter>;

/** Longer than any start takes. */
const longMs = 2 ** 31 - 1;

export class SpareRuntime implements PythonRuntime {
  readonly #start: StartInterpreter;
  #spare: Promise<PythonInterpreter> | null = null;
  #isDisposed = false;

  constructor(start: StartInterpreter) {
    this.#start = start;
  }

  async take(): Promise<PythonInterpreter> {
    const spare = this.#spare;
    this.#spare = null;
    if (spare === null) return await this.#startOne(false);
    return await awaited(spare);
  }

  /** Interpreters that were taken belong to those who took them. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const spare = this.#spare && (await awaited(this.#spare).catch(() => null));
    this.#spare = null;
    await spare?.[Symbol.asyncDispose]();
  }

  #startOne(isAhead: boolean): Promise<PythonInterpreter> {
    return this.#start({ onEnd: () => this.#startAhead(), isAhead });
  }

  #startAhead(): void {
    if (this.#isDisposed || this.#spare !== null) return;
    this.#spare = this.#startOne(true);
    this.#spare.catch(() => {
      // Whoever asks next tries again, and hears of it.
      this.#spare = null;
    });
  }
}

/** From now on somebody waits for it, and the process with them. */
async function awaited<T>(started: Promise<T>): Promise<T> {
  const alive = setInterval(() => {}, longMs);
  try {
    return await started;
  } finally {
    clearInterval(alive);
  }
}
