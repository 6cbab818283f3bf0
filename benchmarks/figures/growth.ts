/** The time of the table `policies` at several sizes, measured in turn. */
import { alternate } from '../alternate.ts';
import type { Bench } from '../figure.ts';
import type { Line, Point } from '../line-fit.ts';
import { writeModel, type ModelSize } from '../model.ts';
import { median } from '../spread.ts';
import { TimedRun } from '../timed-run.ts';

/** Milliseconds by size, in the order of the rounds. */
export type Times = Readonly<Record<string, readonly number[]>>;

/** Times on one thread by `counts`; `sizeOf` says what a count is a count of. */
export async function measureGrowth(
  bench: Bench,
  counts: readonly number[],
  sizeOf: (count: number) => ModelSize,
): Promise<Times> {
  const runs = new Map<number, TimedRun>();
  try {
    for (const count of counts) {
      const model = await writeModel(bench.folder, sizeOf(count));
      runs.set(
        count,
        await TimedRun.open(model, { threads: 1, tables: ['policies'], warmUpMs: bench.warmUpMs }),
      );
    }
    const reads = [...runs].map(([count, run]) => [count, () => run.read()] as const);
    return await alternate<string>(bench.rounds, Object.fromEntries(reads));
  } finally {
    for (const run of runs.values()) run.close();
  }
}

/** Medians over the rounds. */
export function medianPoints(times: Times): Point[] {
  return Object.entries(times).map(([x, y]) => ({ x: Number(x), y: median(y) }));
}

/** The points of one round. */
export function roundPoints(round: Readonly<Record<string, number>>): Point[] {
  return Object.entries(round).map(([x, y]) => ({ x: Number(x), y }));
}

/** Percent by which a point leaves the line, at most. */
export function distance(points: readonly Point[], line: Line): number {
  return Math.max(...points.map(({ x, y }) => Math.abs(y / (line.at0 + line.slope * x) - 1))) * 100;
}

/** Percent by which the cost of one leaves the median of all costs, at most. */
export function unevenness(points: readonly Point[]): number {
  const costs = points.map(({ x, y }) => y / x);
  const middle = median(costs);
  return Math.max(...costs.map((cost) => Math.abs(cost / middle - 1))) * 100;
}
