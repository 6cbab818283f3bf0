/** What a unit of a stage costs, learned from the chunks that come back. */

/** Weight of a new measurement: after four chunks three quarters are of them. */
const weight = 0.3;

export class UnitCost {
  #unitMs: number;

  /** Begins with what the worker that reached the stage has measured. */
  constructor(unitMs: number) {
    this.#unitMs = unitMs;
  }

  /** Milliseconds of a unit on one worker. */
  get unitMs(): number {
    return this.#unitMs;
  }

  /** A chunk took its worker's threads together so long. */
  measured(units: number, computeMs: number, threads: number): void {
    const unitMs = computeMs / threads / units;
    if (Number.isFinite(unitMs) && unitMs > 0) this.#unitMs += weight * (unitMs - this.#unitMs);
  }
}
