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
  #isKeptHere = false;

  constructor(spread: StageSpread) {
    this.#spread = spread;
  }

  /**
   * The stages from here on are run where the run is: a clock or a lost thread has decided how it goes
   * on, so that elsewhere it may come to others under their numbers.
   */
  keepHere(): void {
    this.#isKeptHere = true;
  }

  /** As StageSpread.at. */
  async at(reached: UnnumberedStage): Promise<StageProduct | null> {
    if (this.#isKeptHere) return null;
    return await this.#spread.at({ ...reached, stage: this.#next++ });
  }
}
