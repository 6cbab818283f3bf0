/**
 * The words through which the main thread and the pool's threads meet.
 *
 * They lie in a shared buffer of their own, out of reach of any engine. A round is one pass over a
 * list of chunks of one stage: a thread takes the next entry by an atomic add until none is left.
 */

/** Indices of the control words. Every slot is named here and nowhere else. */
export const slot = {
  /** Counts rounds; threads sleep on it. */
  round: 0,
  /** Counts programs: a thread whose program is another returns to its message loop. */
  program: 1,
  /** The stage of this round. */
  stage: 2,
  /**
   * Chunks not yet taken; the last entry of the list goes first. It is written last when a round
   * begins, and `stage` is read after taking, so a thread that is late from the round before either
   * finds nothing or takes a chunk of the new round as a chunk of the new round.
   */
  untaken: 3,
  /** Chunks not yet done; the main thread sleeps on it. */
  unsettled: 4,
  /** Lowest chunk that failed; chunks above it need not run. */
  lowestFailure: 5,
  /** Lowest chunk that trapped in this round; chunks above it wait for the next round. */
  lowestTrap: 6,
  /** 1 when the run is being stopped. */
  stop: 7,
  /** Then one word per thread: what it is doing. */
  firstThread: 8,
} as const;

/**
 * What a thread's word says: resting, about to take a chunk, asleep at the gate of a run that is looked
 * into, or (0 and above) the chunk it works on.
 */
export const activity = { resting: -1, taking: -2, held: -3 } as const;
/** Value of `lowestFailure` and `lowestTrap` while there is none. */
export const noChunk = 0x7fffffff;
/** No wait is longer, so a lost wake-up costs at most this. */
export const longestWaitMs = 1000;

/** Chunks of one stage at most. */
export const maxChunks = 65_536;

export type Control = Int32Array<SharedArrayBuffer>;

export function createControl(threads: number): Control {
  return new Int32Array(new SharedArrayBuffer((takenStart(threads) + maxChunks) * 4));
}

/** Index of the first entry of the round's list of chunks. */
export function listStart(threads: number): number {
  return slot.firstThread + threads;
}

/**
 * Index of chunk 0's flag: 1 once the chunk is done. Where a thread died the flags say what is
 * missing; the counter may not, because the thread can have died between the two.
 */
export function doneStart(threads: number): number {
  return listStart(threads) + maxChunks;
}

/** Index of chunk 0's time: the microseconds that its thread took for it. */
export function takenStart(threads: number): number {
  return doneStart(threads) + maxChunks;
}
