import { expect, it } from 'vitest';
import { computeStatistics } from '../../../runtime/statistics/statistics.ts';
import { statisticsRows } from './statistics-rows.ts';

const values = Float64Array.from({ length: 1000 }, (_, index) => index);

it('names the tail of every level, the deepest first', () => {
  const levels = { percentiles: [0.5, 50, 99.9], cteLevels: [70, 98] };
  const rows = statisticsRows(computeStatistics(values, levels), values.length);
  expect(rows.map(({ name, meaning }) => [name, meaning])).toEqual([
    ['min', 'the worst scenario'],
    ['CTE98', 'bad end: mean of the lowest 2 % (20)'],
    ['CTE70', 'bad end: mean of the lowest 30 % (300)'],
    ['mean', ''],
    ['standard deviation', ''],
    ['p0.5', 'bad end: 0.5 % of the scenarios are lower'],
    ['p50', 'median'],
    ['p99.9', 'good end: 0.1 % of the scenarios are higher'],
    ['max', 'the best scenario'],
  ]);
});

it('shows the CTE95 of a result that was written before there were others', () => {
  const older = { ...computeStatistics(values), standardError: null, ctes: {} };
  const rows = statisticsRows(older, values.length);
  expect(rows[1]).toMatchObject({ name: 'CTE95', value: 24.5, standardError: null });
});
