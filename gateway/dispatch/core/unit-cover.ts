/** Which units of a stage are planned: ranges that never overlap, mostly one after the other. */
import type { UnitRange } from '../../../contracts/wire/task.ts';

export class UnitCover {
  readonly #units: number;
  /** Of ranges that begin behind the first gap: count by begin. */
  readonly #ahead = new Map<number, number>();
  #gapBegin = 0;
  #covered = 0;

  constructor(units: number) {
    this.#units = units;
  }

  /** Units that are in some range. */
  get covered(): number {
    return this.#covered;
  }

  get remaining(): number {
    return this.#units - this.#covered;
  }

  copy(): UnitCover {
    const copy = new UnitCover(this.#units);
    copy.#gapBegin = this.#gapBegin;
    copy.#covered = this.#covered;
    for (const [begin, count] of this.#ahead) copy.#ahead.set(begin, count);
    return copy;
  }

  add({ begin, count }: UnitRange): void {
    this.#ahead.set(begin, count);
    this.#covered += Math.min(begin + count, this.#units) - begin;
    for (;;) {
      const next = this.#ahead.get(this.#gapBegin);
      if (next === undefined) return;
      this.#ahead.delete(this.#gapBegin);
      this.#gapBegin += next;
    }
  }

  /** The first units that are in no range, [begin, end); null where there are none. */
  gap(): { readonly begin: number; readonly end: number } | null {
    if (this.#gapBegin >= this.#units) return null;
    return { begin: this.#gapBegin, end: Math.min(this.#units, ...this.#ahead.keys()) };
  }
}
