/**
 * Interpreters, of which one is started ahead: when one that was taken ends, another is started in its
 * place, so that the next job need not wait for it.
 */
import type { PythonInterpreter, PythonRuntime } from './interpreter.ts';

export type StartInterpreter = (onEnd: () => void) => Promise<PythonInterpreter>;

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
    return await (spare ?? this.#startOne());
  }

  /** Interpreters that were taken belong to those who took them. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const spare = await this.#spare?.catch(() => null);
    this.#spare = null;
    await spare?.[Symbol.asyncDispose]();
  }

  #startOne(): Promise<PythonInterpreter> {
    return this.#start(() => this.#startAhead());
  }

  #startAhead(): void {
    if (this.#isDisposed || this.#spare !== null) return;
    this.#spare = this.#startOne();
    this.#spare.catch(() => {
      // Whoever asks next tries again, and hears of it.
      this.#spare = null;
    });
  }
}
