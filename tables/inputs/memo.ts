/** Results of steps, kept for the next time that a step is asked for the same. */
import type { ProblemList } from './problem-list.ts';

interface Kept {
  readonly key: readonly unknown[];
  readonly value: unknown;
}

/** Enough for a run and a few of its sensitivities to take turns. */
const keptPerStep = 4;

export class Memo {
  /** By step, the latest used first. */
  readonly #steps = new Map<string, Kept[]>();

  /**
   * The value that the step has for the key, whose elements are compared as `Object.is` does: what
   * was made for it before, or else what `make` returns. A step that found problems is not kept,
   * for they would be lost.
   */
  async get<T>(
    step: string,
    key: readonly unknown[],
    problems: ProblemList,
    make: () => T | Promise<T>,
  ): Promise<T> {
    const kept = this.#steps.get(step) ?? [];
    const found = kept.find((candidate) => isSame(candidate.key, key));
    if (found !== undefined) {
      this.#steps.set(step, [found, ...kept.filter((other) => other !== found)]);
      return found.value as T;
    }
    const before = problems.count;
    const value = await make();
    if (problems.count === before) {
      this.#steps.set(step, [{ key, value }, ...kept].slice(0, keptPerStep));
    }
    return value;
  }
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((element, index) => Object.is(element, b[index]));
}
