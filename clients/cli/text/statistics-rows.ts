/** Statistics as rows for people: every tail named, in the order they are shown. */
import type { BaseValue, Statistics } from '../../../contracts/run-result.ts';
import { complement, tailCount } from '../../../runtime/statistics/level.ts';
import { decimalsFor, formatNumber } from './number-format.ts';

/** Printed wherever statistics are. */
export const signConvention = 'a profit is positive, so the bad end is the low one';

export interface StatisticsRow {
  readonly name: string;
  readonly value: number;
  /** Of the estimate; null where there is none. */
  readonly standardError: number | null;
  readonly meaning: string;
}

/** Worst scenario, tails, centre, percentiles, best scenario. */
export function statisticsRows(statistics: Statistics, scenarioCount: number): StatisticsRow[] {
  const { mean, standardError, stdDev, min, max, percentiles } = statistics;
  return [
    plainRow('min', min, 'the worst scenario'),
    ...cteRows(statistics, scenarioCount),
    { name: 'mean', value: mean, standardError, meaning: '' },
    plainRow('standard deviation', stdDev, ''),
    ...Object.entries(percentiles).map(([name, value]) =>
      plainRow(name, value, percentileMeaning(Number(name.slice(1)))),
    ),
    plainRow('max', max, 'the best scenario'),
  ];
}

/** The value under the base curve, and how far the scenarios' mean is from it. */
export function baseRows(base: BaseValue | null): StatisticsRow[] {
  if (base === null) return [];
  return [
    plainRow('base', base.npv, 'under the base curve alone'),
    plainRow('mean minus base', base.meanMinusBase, ''),
  ];
}

/** Decimals that suit the largest of them. */
export function statisticsDecimals({ min, max }: Statistics): number {
  return decimalsFor(Math.max(Math.abs(min), Math.abs(max)));
}

function plainRow(name: string, value: number, meaning: string): StatisticsRow {
  return { name, value, standardError: null, meaning };
}

/** The deepest tail first. */
function cteRows({ ctes, cte95 }: Statistics, scenarioCount: number): StatisticsRow[] {
  const rows = Object.entries(ctes).map(([name, { value, count, standardError }]) =>
    cteRow(Number(name.slice('cte'.length)), value, count, standardError),
  );
  // A result of version 0.1.0 has this one alone.
  if (rows.length === 0 && cte95 !== undefined) {
    return [cteRow(95, cte95, tailCount(scenarioCount, 95), null)];
  }
  return rows.toReversed();
}

function cteRow(
  level: number,
  value: number,
  count: number,
  standardError: number | null,
): StatisticsRow {
  const meaning = `bad end: mean of the lowest ${complement(level)} % (${formatNumber(count)})`;
  return { name: `CTE${level}`, value, standardError, meaning };
}

function percentileMeaning(p: number): string {
  if (p === 50) return 'median';
  return p < 50
    ? `bad end: ${p} % of the scenarios are lower`
    : `good end: ${complement(p)} % of the scenarios are higher`;
}
