/**
 * A run that is not done in one place: stages that take long are cut into ranges of units, each of
 * which any machine can run, and what the ranges leave is put together as the fixed tree says (I3).
 *
 * Nothing here knows a network. A run reaches its stages in an order that its request alone decides
 * (I1), over the base curve, groups and sensitivities; those that can be spread are numbered as they
 * are reached. At each the run asks what is to be done with it.
 */
import type { Frontier, UnitRange } from '../../contracts/wire/task.ts';
import type { NumericArray } from '../../contracts/table.ts';

/** What a stage has left, however it was run. */
export interface StageProduct {
  /** Sums over all units, in the order of `ReachedStage.sums`. */
  readonly sums: readonly NumericArray[];
  /** Bytes that ranges have written in place; together they cover the stage. */
  readonly slices: readonly StageSlice[];
}

export interface StageSlice {
  readonly range: UnitRange;
  readonly bytes: Uint8Array;
}

/**
 * Products by stage; one is loaded when the run comes to its stage, which says what is in it. Null for a
 * stage that is to be run where the run is, undivided.
 */
export type KnownProducts = ReadonlyMap<
  number,
  (reached: ReachedStage) => Promise<StageProduct | null>
>;

/** What a range of units has left. */
export interface RangeProduct {
  /** The partial: columns side by side, each at a multiple of 64 bytes; empty where nothing is added. */
  readonly sums: Uint8Array;
  /** Parts of the columns that are written in place, one after the other; null where there are none. */
  readonly slice: Uint8Array | null;
}

/** A stage that can be spread, before it is run. */
export interface ReachedStage extends Omit<Frontier, 'unitMs' | 'mayFail'> {
  /** Runs a range of units here; views are of the run's memory, good until the next call. Throws what the engine reports. */
  run(range: UnitRange, signal: AbortSignal): Promise<RangeProduct>;
}

export interface StageSpread {
  /**
   * Called at every stage that can be spread. Resolves to its product, or to null: then it is run here.
   * Rejects with what ends the run.
   */
  at(stage: ReachedStage): Promise<StageProduct | null>;
}
