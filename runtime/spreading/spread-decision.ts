/**
 * Whether a stage is worth spreading: measured on its first grain.
 *
 * Time decides, so that two runs of one request may decide differently. Their results do not differ:
 * a stage leaves the same bytes wherever it is run (I1, I3).
 */
import type { ReachedStage } from './spread.ts';

/** What a stage costs, as measured on some of its units. */
export interface StageCost {
  /** Milliseconds of one unit when all threads are at work. */
  readonly unitMs: number;
  /** Of all slices of the stage. */
  readonly sliceBytes: number;
}

export interface MeasureOptions {
  readonly threads: number;
  /** A stage that takes no longer is not worth a better measurement. */
  readonly spreadAboveMs: number;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}

/** A shorter measurement says more about caches and compilers than about the stage. */
const enoughMs = 5;

/**
 * Runs the first grain, and more of them while they are too short to tell. What they leave is not kept.
 * Throws what the range throws.
 */
export async function measureStage(
  stage: ReachedStage,
  { threads, spreadAboveMs, nowMs, signal }: MeasureOptions,
): Promise<StageCost> {
  for (let count = stage.grain; ; count *= 2) {
    const started = nowMs();
    const { slice } = await stage.run({ begin: 0, count }, signal);
    const elapsedMs = nowMs() - started;
    const units = Math.min(count, stage.units);
    // Every thread takes a grain at a time, so that few of them leave threads without work.
    const busyThreads = Math.min(threads, Math.ceil(units / stage.grain));
    const unitMs = (elapsedMs / units) * (busyThreads / threads);
    const isKnown = elapsedMs >= enoughMs || unitMs * stage.units <= spreadAboveMs;
    if (isKnown || count >= stage.units) {
      return { unitMs, sliceBytes: ((slice?.length ?? 0) / units) * stage.units };
    }
  }
}

/** What every worker can be expected to fetch in a millisecond: 100 MB/s. */
const fetchedBytesPerMs = 100_000;

/**
 * Whether it takes longer here than it may. Slices are fetched by every worker that goes on from there,
 * so a stage is run here that is computed faster than fetched, such as the generation of scenarios.
 * With `spreadAboveMs` 0 every stage is spread.
 */
export function isWorthSpreading(
  { units }: ReachedStage,
  { unitMs, sliceBytes }: StageCost,
  spreadAboveMs: number,
): boolean {
  if (spreadAboveMs === 0) return true;
  return unitMs * units > Math.max(spreadAboveMs, sliceBytes / fetchedBytesPerMs);
}
