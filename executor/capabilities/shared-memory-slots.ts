/** Where the two threads of the shared memory probe meet. */
export const slot = {
  /** 1 when the other thread is about to sleep. */
  isReady: 0,
  /** What the first thread writes, and the other sleeps on. */
  question: 1,
  /** What the other thread makes of it, and the first waits for. */
  answer: 2,
} as const;

/**
 * No wait is longer: a machine on which nobody is woken must say so, not hang. On one with very much to
 * do, or in a container that gets little of it, a thread takes many seconds to start.
 */
export const longestWaitMs = 60_000;
