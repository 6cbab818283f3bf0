/**
 * Numbers the stages of a valuation that can be spread, over the runs it is made of: base curve, the
 * run itself, sensitivities.
 *
 * Their order follows from the request alone (I1). The grouping of policies has no part in it: a
 * process that remembers it does not run it again.
 */
import type { ReachedStage, StageProduct, StageSpread } from './spread.ts';

export type UnnumberedStage = Omit<ReachedStage, 'stage'>;

export class NumberedSpread {
  readonly #spread: StageSpread;
  #next = 0;

  constructor(spread: StageSpread) {
    this.#spread = spread;
  }

  /** As StageSpread.at. */
  at(reached: UnnumberedStage): Promise<StageProduct | null> {
    return this.#spread.at({ ...reached, stage: this.#next++ });
  }
}
