/** How the cost of the table `policies` grows with policies and with scenarios. */
import { byRound } from '../alternate.ts';
import type { Bench, Figure, Measured, Outcome } from '../figure.ts';
import { bestLine } from '../line-fit.ts';
import { plotSvg } from '../plot.ts';
import { spreadOf, type Spread } from '../spread.ts';
import {
  distance,
  measureGrowth,
  medianPoints,
  roundPoints,
  unevenness,
  type Times,
} from './growth.ts';

const policyCounts = [10_000, 30_000, 100_000, 300_000, 1_000_000];
const scenarioCounts = [1000, 2000, 3000, 5000, 7000, 10_000];
const required = { atMost: 15 };

export const linear: Figure = {
  name: 'linear',
  async measure(bench): Promise<Outcome> {
    const policies = await overPolicies(bench);
    const scenarios = await overScenarios(bench);
    return {
      readings: [...policies.readings, ...scenarios.readings],
      plots: { ...policies.plots, ...scenarios.plots },
    };
  },
};

async function overPolicies(bench: Bench): Promise<Measured> {
  const scenarios = bench.scaled(1000);
  const counts = policyCounts.map((count) => bench.scaled(count));
  const times = await measureGrowth(bench, counts, (policies) => ({ policies, scenarios }));
  const points = medianPoints(times);
  const line = bestLine(points);
  const range = `${rangeText(counts)} policies x ${text(scenarios)} scenarios`;
  return {
    readings: [
      {
        what: `largest distance from the best straight line, ${range}`,
        unit: '%',
        value: distance(points, line),
        rounds: spreadOf(byRound(times, (round) => distance(roundPoints(round), line))),
        required,
        parts: {
          'policies: fixed part of the line, ms': single(line.at0),
          'policies: slope of the line, ns each': single(line.slope * 1e6),
        },
      },
      {
        what: `largest distance of a policy's cost from the median of the sizes, ${range}`,
        unit: '%',
        value: unevenness(points),
        rounds: spreadOf(byRound(times, (round) => unevenness(roundPoints(round)))),
        required,
        parts: partsOf(times, 'policies, ns each', (ms, count) => (ms * 1e6) / count),
      },
    ],
    plots: {
      'policies.svg': plotSvg({
        title: `Table policies: time by policies (${text(scenarios)} scenarios, 1 thread)`,
        x: { label: 'policies', scale: 'log' },
        y: { label: 'milliseconds', scale: 'log' },
        points,
        line: { label: 'best straight line', at: (x) => line.at0 + line.slope * x },
      }),
    },
  };
}

async function overScenarios(bench: Bench): Promise<Measured> {
  const policies = bench.scaled(10_000);
  const counts = scenarioCounts.map((count) => bench.scaled(count));
  const times = await measureGrowth(bench, counts, (scenarios) => ({ policies, scenarios }));
  const points = medianPoints(times);
  const line = bestLine(points);
  return {
    readings: [
      {
        what: `largest distance from the best straight line, ${text(policies)} policies x ${rangeText(counts)} scenarios`,
        unit: '%',
        value: distance(points, line),
        rounds: spreadOf(byRound(times, (round) => distance(roundPoints(round), line))),
        required,
        parts: {
          'scenarios: fixed part of the line, ms': single(line.at0),
          'scenarios: slope of the line, ns each': single(line.slope * 1e6),
          ...partsOf(times, 'scenarios, ms', (ms) => ms),
        },
      },
    ],
    plots: {
      'scenarios.svg': plotSvg({
        title: `Table policies: time by scenarios (${text(policies)} policies, 1 thread)`,
        x: { label: 'scenarios', scale: 'linear' },
        y: { label: 'milliseconds', scale: 'linear' },
        points,
        line: { label: 'best straight line', at: (x) => line.at0 + line.slope * x },
      }),
    },
  };
}

function partsOf(
  times: Times,
  label: string,
  of: (ms: number, count: number) => number,
): Record<string, Spread> {
  return Object.fromEntries(
    Object.entries(times).map(([count, values]) => [
      `${text(Number(count))} ${label}`,
      spreadOf(values.map((ms) => of(ms, Number(count)))),
    ]),
  );
}

function single(value: number): Spread {
  return spreadOf([value]);
}

function rangeText(counts: readonly number[]): string {
  return `${text(counts[0] ?? 0)} to ${text(counts.at(-1) ?? 0)}`;
}

function text(count: number): string {
  return count.toLocaleString('en');
}
