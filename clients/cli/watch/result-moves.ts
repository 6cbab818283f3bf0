/** What a new valuation changed: which inputs, and by how much each statistic moved. */
import type { InputSummary } from '../../../contracts/run-inputs.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import { statisticsRows } from '../text/statistics-rows.ts';

/** A figure before and after; null where it was not, or is no more. */
export interface Move {
  readonly name: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Names of files whose bytes are not those of before, or that are read for the first time. */
export function changedFiles(
  before: readonly InputSummary[],
  after: readonly InputSummary[],
): string[] {
  const known = new Map(before.map(({ role, file, sha256 }) => [`${role} ${file}`, sha256]));
  return after
    .filter(({ role, file, sha256 }) => known.get(`${role} ${file}`) !== sha256)
    .map(({ file }) => file);
}

/** Statistics, base and sensitivities' means, in the order they are shown. */
export function resultMoves(before: RunResult | null, after: RunResult): Move[] {
  const old = new Map(before === null ? [] : figures(before));
  const now = new Map(figures(after));
  return [...new Set([...now.keys(), ...old.keys()])].map((name) => ({
    name,
    before: old.get(name) ?? null,
    after: now.get(name) ?? null,
  }));
}

function figures({
  statistics,
  base,
  sensitivities,
  scenarioCount,
}: RunResult): [string, number][] {
  const rows = statistics === null ? [] : statisticsRows(statistics, scenarioCount);
  return [
    ...rows.map(({ name, value }): [string, number] => [name, value]),
    ...(base === null ? [] : [['base', base.npv] satisfies [string, number]]),
    ...sensitivities.map(({ name, statistics: { mean } }): [string, number] => [
      `mean, ${name}`,
      mean,
    ]),
  ];
}
