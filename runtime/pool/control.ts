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
  /** The stage of this round, or `leave`. */
  stage: 1,
  /**
   * Chunks not yet taken; the last entry of the list goes first. It is written last when a round
   * begins, and `stage` is read after taking, so a thread that is late from the round before either
   * finds nothing or takes a chunk of the new round as a chunk of the new round.
   */
  untaken: 2,
  /** Chunks not yet done or given up; the main thread sleeps on it. */
  unsettled: 3,
  /** Lowest chunk that failed; chunks above it need not run. */
  lowestFailure: 4,
  /** 1 when the run is being stopped. */
  stop: 5,
  /** Then one word per thread: the chunk it is working on, or `idle`. */
  firstThread: 8,
} as const;

/** Value of `stage` that sends threads back to their message loop. */
export const leave = -1;
/** Value of a thread's word between chunks. */
export const idle = -1;
/** Value of `lowestFailure` while nothing has failed. */
export const noFailure = 0x7fffffff;
/** No wait is longer, so a lost wake-up costs at most this. */
export const longestWaitMs = 1000;

/** Chunks of one stage at most. */
export const maxChunks = 65_536;

export type Control = Int32Array<SharedArrayBuffer>;

export function createControl(threads: number): Control {
  return new Int32Array(new SharedArrayBuffer((listStart(threads) + maxChunks) * 4));
}

/** Index of the first entry of the chunk list. */
export function listStart(threads: number): number {
  return slot.firstThread + threads;
}
