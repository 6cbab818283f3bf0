import { describe, expect, test } from 'vitest';
import { computeStatistics, percentile } from './statistics.ts';

describe('statistics over scenarios', () => {
  test('percentiles interpolate linearly at p/100 * (n - 1)', () => {
    const sorted = Float64Array.of(10, 20, 40);
    expect(percentile(sorted, 0)).toBe(10);
    expect(percentile(sorted, 50)).toBe(20);
    expect(percentile(sorted, 75)).toBe(30);
    expect(percentile(sorted, 100)).toBe(40);
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

  test('one scenario has no spread', () => {
    const statistics = computeStatistics(Float64Array.of(-7));
    expect(statistics).toEqual({
      mean: -7,
      stdDev: 0,
      min: -7,
      max: -7,
      percentiles: { p50: -7, p75: -7, p90: -7, p95: -7, p99: -7 },
      cte95: -7,
    });
  });
});
