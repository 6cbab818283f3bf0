import { expect, test } from 'vitest';
import { complement, percentilePosition, tailCount } from './level.ts';

test.each([
  { scenarios: 1000, level: 99.5, tail: 5 },
  { scenarios: 1000, level: 99.4, tail: 6 },
  { scenarios: 1000, level: 99.9, tail: 1 },
  { scenarios: 1000, level: 70, tail: 300 },
  { scenarios: 1000, level: 98, tail: 20 },
  { scenarios: 1001, level: 98, tail: 21 },
  { scenarios: 10, level: 99.9999, tail: 1 },
  { scenarios: 10_000_000, level: 99.9999, tail: 10 },
  { scenarios: 7, level: 0, tail: 7 },
])('CTE$level of $scenarios scenarios has $tail in its tail', ({ scenarios, level, tail }) => {
  expect(tailCount(scenarios, level)).toBe(tail);
});

test('a tail of every level with one decimal is what integers say', () => {
  for (let tenths = 0; tenths < 1000; tenths++) {
    const expected = (1000n * BigInt(1000 - tenths) + 999n) / 1000n;
    expect(tailCount(1000, tenths / 10)).toBe(Number(expected));
  }
});

test('a percentile that falls on a value is that value', () => {
  // 7 / 100 * 100 is 7.000000000000001 in floating point.
  expect(percentilePosition(101, 7)).toEqual({ low: 7, weight: 0 });
  expect(percentilePosition(1001, 99.9)).toEqual({ low: 999, weight: 0 });
  expect(percentilePosition(1000, 0.5)).toEqual({ low: 4, weight: 0.995 });
});

test('what is left of 100 is the decimal a person would write', () => {
  expect([99.9, 99.5, 5].map(complement)).toEqual([0.1, 0.5, 95]);
});
