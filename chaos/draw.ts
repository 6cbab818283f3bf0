/** Seeded choices: the same seed strikes the same faults in the same order. */
import { uniformGenerator } from '../benchmarks/uniform-generator.ts';

export class Draw {
  readonly #uniform: () => number;

  constructor(seed: number) {
    // The generator stays at 0 where it begins there; the first numbers of small seeds are alike.
    this.#uniform = uniformGenerator(Math.imul(seed, 0x9e3779b1) || 1);
    for (let warm = 0; warm < 10; warm++) this.#uniform();
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.#uniform();
  }

  one<T>(choices: readonly T[]): T {
    const choice = choices[Math.floor(this.#uniform() * choices.length)];
    if (choice === undefined) throw new Error('There is nothing to choose from.');
    return choice;
  }
}
