/** Interpreters, the next of which is started while the last is in use. */
import type { PythonInterpreter, PythonRuntime } from './interpreter.ts';

export class SpareRuntime implements PythonRuntime {
  readonly #start: () => Promise<PythonInterpreter>;
  #spare: Promise<PythonInterpreter> | null = null;
  #isDisposed = false;

  constructor(start: () => Promise<PythonInterpreter>) {
    this.#start = start;
  }

  async take(): Promise<PythonInterpreter> {
    const taken = this.#spare ?? this.#start();
    this.#spare = null;
    const interpreter = await taken;
    this.#prepare();
    return interpreter;
  }

  /** Interpreters that were taken belong to those who took them. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const spare = await this.#spare?.catch(() => null);
    await spare?.[Symbol.asyncDispose]();
  }

  #prepare(): void {
    if (this.#isDisposed) return;
    this.#spare ??= this.#start();
    // Whoever takes it hears of it; until then nobody minds.
    this.#spare.catch(() => {});
  }
}
