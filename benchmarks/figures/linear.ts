/** How the cost of the table `policies` grows with policies and with scenarios. */
import { alternate, byRound } from '../alternate.ts';
import type { Bench, Figure, Outcome, Reading } from '../figure.ts';
import { bestLine, type Line, type Point } from '../line-fit.ts';
import { sizeText, writeModel, type ModelSize } from '../model.ts';
import { plotSvg } from '../plot.ts';
import { median, spreadOf } from '../spread.ts';
import { TimedRun } from '../timed-run.ts';

const policyCounts = [10_000, 30_000, 100_000, 300_000, 1_000_000];
const scenarioCounts = [1000, 2000, 3000, 5000, 7000, 10_000];
const required = { atMost: 15 };

export const linear: Figure = {
  name: 'linear',
  async measure(bench): Promise<Outcome> {
    const policies = await overPolicies(bench);
    const scenarios = await overScenarios(bench);
    return {
      readings: [policies.reading, scenarios.reading],
      plots: { 'policies.svg': policies.plot, 'scenarios.svg': scenarios.plot },
    };
  },
};

interface Part {
  readonly reading: Reading;
  readonly plot: string;
}

/** Milliseconds of every size, in every round; keys are the sizes' own numbers. */
type Times = Readonly<Record<string, readonly number[]>>;

async function overPolicies(bench: Bench): Promise<Part> {
  const scenarios = bench.scaled(1000);
  const counts = policyCounts.map((count) => bench.scaled(count));
  const times = await measure(bench, counts, (policies) => ({ policies, scenarios }));
  const points = pointsOf(times);
  const last = points.at(-1) as Point;
  return {
    reading: {
      what: `cost of a policy, largest distance from the median of all sizes, ${sizeText({ policies: counts[0] as number, scenarios })} to ${sizeText({ policies: last.x, scenarios })}, 1 thread`,
      unit: '%',
      value: unevenness(points),
      rounds: spreadOf(byRound(times, (round) => unevenness(roundPoints(round)))),
      required,
      parts: Object.fromEntries(
        points.map(({ x }) => [
          `${x.toLocaleString('en')} policies, ns each`,
          spreadOf((times[x] as readonly number[]).map((ms) => (ms * 1e6) / x)),
        ]),
      ),
    },
    plot: plotSvg({
      title: `Table policies: time against policies (${scenarios.toLocaleString('en')} scenarios, 1 thread)`,
      x: { label: 'policies', scale: 'log' },
      y: { label: 'milliseconds', scale: 'log' },
      points,
      line: { label: 'in proportion to the last', at: (x) => (last.y * x) / last.x },
    }),
  };
}

async function overScenarios(bench: Bench): Promise<Part> {
  const policies = bench.scaled(10_000);
  const counts = scenarioCounts.map((count) => bench.scaled(count));
  const times = await measure(bench, counts, (scenarios) => ({ policies, scenarios }));
  const points = pointsOf(times);
  const line = bestLine(points);
  const size = (scenarios: number): string => sizeText({ policies, scenarios });
  return {
    reading: {
      what: `largest distance from the best straight line, ${size(counts[0] as number)} to ${size(counts.at(-1) as number)}, 1 thread`,
      unit: '%',
      value: distance(points, line),
      rounds: spreadOf(byRound(times, (round) => distance(roundPoints(round), line))),
      required,
      parts: {
        'fixed part of the line, ms': spreadOf([line.at0]),
        'each 1,000 scenarios more, ms': spreadOf([line.slope * 1000]),
        ...Object.fromEntries(
          points.map(({ x }) => [
            `${x.toLocaleString('en')} scenarios, ms`,
            spreadOf(times[x] as readonly number[]),
          ]),
        ),
      },
    },
    plot: plotSvg({
      title: `Table policies: time against scenarios (${policies.toLocaleString('en')} policies, 1 thread)`,
      x: { label: 'scenarios', scale: 'linear' },
      y: { label: 'milliseconds', scale: 'linear' },
      points,
      line: { label: 'best straight line', at: (x) => line.at0 + line.slope * x },
    }),
  };
}

async function measure(
  bench: Bench,
  counts: readonly number[],
  sizeOf: (count: number) => ModelSize,
): Promise<Times> {
  const runs = new Map<number, TimedRun>();
  try {
    for (const count of counts) {
      const model = await writeModel(bench.folder, sizeOf(count));
      runs.set(count, await TimedRun.open(model, { threads: 1, tables: ['policies'] }));
    }
    const reads = [...runs].map(([count, run]) => [count, () => run.read()] as const);
    return await alternate<string>(bench.rounds, Object.fromEntries(reads));
  } finally {
    for (const run of runs.values()) run.close();
  }
}

function pointsOf(times: Times): Point[] {
  return Object.entries(times).map(([x, y]) => ({ x: Number(x), y: median(y) }));
}

function roundPoints(round: Readonly<Record<string, number>>): Point[] {
  return Object.entries(round).map(([x, y]) => ({ x: Number(x), y }));
}

/** Percent by which the cost of one leaves the median of all costs, at most. */
function unevenness(points: readonly Point[]): number {
  const costs = points.map(({ x, y }) => y / x);
  const middle = median(costs);
  return Math.max(...costs.map((cost) => Math.abs(cost / middle - 1))) * 100;
}

/** Percent by which a point leaves the line, at most. */
function distance(points: readonly Point[], line: Line): number {
  return Math.max(...points.map(({ x, y }) => Math.abs(y / (line.at0 + line.slope * x) - 1))) * 100;
}
