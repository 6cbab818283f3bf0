import { describe, expect, test } from 'vitest';
import { defaultStatisticsLevels } from '../../contracts/statistics-levels.ts';
import { statisticsSchema } from '../../contracts/run-result.ts';
import { computeStatistics, percentile } from './statistics.ts';

describe('statistics over scenarios', () => {
  test('percentiles interpolate linearly at p/100 * (n - 1)', () => {
    const sorted = Float64Array.of(10, 20, 40);
    expect(percentile(sorted, 0)).toBe(10);
    expect(percentile(sorted, 50)).toBe(20);
    expect(percentile(sorted, 75)).toBe(30);
    expect(percentile(sorted, 100)).toBe(40);
    expect(percentile(sorted, 0.5)).toBe(10.1);
  });

  test.each([
    { scenarios: 1, tail: 1 },
    { scenarios: 19, tail: 1 },
    { scenarios: 20, tail: 1 },
    { scenarios: 21, tail: 2 },
    { scenarios: 40, tail: 2 },
    { scenarios: 41, tail: 3 },
    { scenarios: 1000, tail: 50 },
  ])('CTE95 of $scenarios scenarios is the mean of the lowest $tail', ({ scenarios, tail }) => {
    const values = Float64Array.from({ length: scenarios }, (_, index) => scenarios - index);
    expect(computeStatistics(values).cte95).toBe((tail + 1) / 2);
  });

  test('the deviation is that of the population', () => {
    const { mean, stdDev, min, max } = computeStatistics(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9));
    expect({ mean, stdDev, min, max }).toEqual({ mean: 5, stdDev: 2, min: 2, max: 9 });
  });

  test('one scenario has no spread, and no error can be told', () => {
    const statistics = computeStatistics(Float64Array.of(-7));
    expect(statistics).toEqual({
      mean: -7,
      standardError: null,
      stdDev: 0,
      min: -7,
      max: -7,
      percentiles: { p50: -7, p75: -7, p90: -7, p95: -7, p99: -7 },
      ctes: { cte95: { value: -7, count: 1, standardError: null } },
      cte95: -7,
    });
  });

  test('levels that are asked for are named, ascending, and their tails counted', () => {
    const levels = { percentiles: [99.5, 0.5], cteLevels: [98, 70, 99.5] };
    const values = Float64Array.from({ length: 1000 }, (_, index) => index + 1);
    const statistics = computeStatistics(values, levels);
    expect(Object.entries(statistics.percentiles)).toEqual([
      ['p0.5', 5.995],
      ['p99.5', 995.005],
    ]);
    expect(Object.keys(statistics.ctes)).toEqual(['cte70', 'cte98', 'cte99.5']);
    expect(statistics.ctes).toMatchObject({
      cte70: { value: 150.5, count: 300 },
      cte98: { value: 10.5, count: 20 },
      'cte99.5': { value: 3, count: 5 },
    });
    expect(statistics).not.toHaveProperty('cte95');
    expect(statisticsSchema.parse(statistics)).toEqual(statistics);
  });

  test('the standard error of the mean comes from the sample deviation', () => {
    // Squares around the mean: 32; 32 / 7 / 8.
    const { standardError } = computeStatistics(Float64Array.of(2, 4, 4, 4, 5, 5, 7, 9));
    expect(standardError).toBe(Math.sqrt(32 / 7 / 8));
  });

  test('the standard error of a CTE knows that the boundary of its tail is estimated', () => {
    // Tail 1, 2, 6: mean 3, sample variance 7, boundary 3 above it; 7 of 10 outside.
    const values = Float64Array.of(1, 2, 6, 7, 7, 7, 7, 7, 7, 7);
    const { ctes } = computeStatistics(values, { percentiles: [], cteLevels: [0, 70, 95] });
    expect(ctes['cte70']!.standardError).toBeCloseTo(Math.sqrt((7 + 0.7 * 9) / 3), 14);
    expect(ctes['cte95']).toEqual({ value: 1, count: 1, standardError: null });
    expect(ctes['cte0']!.standardError).toBeCloseTo(computeStatistics(values).standardError!, 14);
  });

  test('the estimated error of a CTE is the spread that repeated samples have', () => {
    const uniform = lehmer(12345);
    const samples = Array.from({ length: 400 }, () =>
      computeStatistics(Float64Array.from({ length: 1000 }, uniform), {
        ...defaultStatisticsLevels,
        cteLevels: [90],
      }),
    );
    const estimates = Float64Array.from(samples, ({ ctes }) => ctes['cte90']!.value);
    const errors = Float64Array.from(samples, ({ ctes }) => ctes['cte90']!.standardError!);
    const ratio = computeStatistics(errors).mean / computeStatistics(estimates).stdDev;
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  });
});

/** Uniform numbers, the same every time (Lehmer, modulus 2^31 - 1). */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
