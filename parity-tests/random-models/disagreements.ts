/** Figures that differ by more than rounding can explain. */

export interface Disagreement {
  /** Table, column and row, for a person. */
  readonly figure: string;
  readonly found: number;
  readonly expected: number;
  /** The difference as a part of the absolute flows behind the figure. */
  readonly relative: number;
}

export class Disagreements {
  readonly found: Disagreement[] = [];
  #compared = 0;

  get compared(): number {
    return this.#compared;
  }

  /** `scale` is the sum of the absolute flows behind the figure; `tolerance` a part of it. */
  check(figure: string, found: number, expected: number, scale: number, tolerance: number): void {
    this.#compared += 1;
    const difference = Math.abs(found - expected);
    if (difference <= tolerance * scale) return;
    this.found.push({ figure, found, expected, relative: difference / scale });
  }
}
