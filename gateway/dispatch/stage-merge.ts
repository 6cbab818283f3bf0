/** The sums of a stage while its chunks come in: holds at most what waits for a neighbour (I3, I6). */
import type { OutcomeOf } from '../../contracts/wire/task.ts';
import { addPartial, type Partial } from '../../runtime/reduction/partial.ts';
import { viewSums } from '../../runtime/reduction/partial-bytes.ts';
import { SubtreeMerge } from '../../runtime/reduction/subtree-merge.ts';
import type { SpreadStage } from './core/spread-stage.ts';

interface Sums {
  readonly bytes: Uint8Array;
  readonly columns: Partial;
}

export class StageMerge {
  readonly stage: SpreadStage;
  readonly #merge: SubtreeMerge<Sums>;

  constructor(stage: SpreadStage) {
    this.stage = stage;
    this.#merge = new SubtreeMerge(stage.frontier.units, (left, right) =>
      addPartial(left.columns, right.columns),
    );
  }

  /**
   * Adds the partial of a chunk, whose bytes may be written to from now on. Throws INTERNAL for bytes that
   * are no partial of the stage.
   */
  add({ range }: OutcomeOf<'chunk'>, bytes: Uint8Array): void {
    this.#merge.insert(range, { bytes, columns: viewSums(this.stage.frontier.sums, bytes) });
  }

  /** The sums over all units; null where the stage has none, or some are missing. */
  get bytes(): Uint8Array | null {
    return this.#merge.root?.bytes ?? null;
  }
}
