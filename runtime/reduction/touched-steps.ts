/** Which steps of a column's first axis hold something; the others hold zeros. */
export class TouchedSteps {
  readonly #isTouched: Uint8Array;
  readonly #steps: Uint32Array;
  #count = 0;

  constructor(length: number) {
    this.#isTouched = new Uint8Array(length);
    this.#steps = new Uint32Array(length);
  }

  /** In the order they were added. */
  get steps(): Uint32Array {
    return this.#steps.subarray(0, this.#count);
  }

  add(step: number): void {
    if (this.#isTouched[step] !== 0) return;
    this.#isTouched[step] = 1;
    this.#steps[this.#count++] = step;
  }

  clear(): void {
    for (const step of this.steps) this.#isTouched[step] = 0;
    this.#count = 0;
  }
}
