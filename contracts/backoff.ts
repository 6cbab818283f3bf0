/** How long to wait before the next attempt: twice as long each time, and never all at once. */

const firstMs = 200;
const longestMs = 5000;

/** Milliseconds before attempt 0, 1, ...; `random` gives a number from 0 to below 1. */
export function backoffMs(attempt: number, random: () => number): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** attempt);
  return fullMs / 2 + (fullMs / 2) * random();
}
