import { performance } from 'node:perf_hooks';

/** Returns what tells the milliseconds since this call, to a microsecond. */
export function stopwatch(): () => number {
  const startMs = performance.now();
  return () => Math.round((performance.now() - startMs) * 1000) / 1000;
}
