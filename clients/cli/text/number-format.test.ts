import { expect, it } from 'vitest';
import { decimalsFor, exactNumber, formatDuration, formatNumber } from './number-format.ts';

it.each([
  [0, 0, '0'],
  [999, 0, '999'],
  [1000, 0, '1,000'],
  [-1234567.891, 2, '-1,234,567.89'],
  [0.5, 4, '0.5000'],
  [-0.4, 0, '0'],
  [-0.5004, 3, '-0.500'],
  [1e15, 2, '1.000000000e+15'],
])('groups the thousands of %d to %d decimals', (value, decimals, text) => {
  expect(formatNumber(value, decimals)).toBe(text);
});

it.each([
  [0.1, '0.10000000000000001'],
  [1 / 3, '0.33333333333333331'],
  [3, '3'],
  [-0, '-0'],
  [1e-7, '9.9999999999999995e-8'],
  [5e-324, '4.9406564584124654e-324'],
  [1e22, '1e+22'],
  [123456.789, '123456.789'],
])('writes %d with all the digits that name it', (value, text) => {
  expect(exactNumber(value)).toBe(text);
  expect(Number(exactNumber(value))).toBe(value);
});

it('keeps six digits of small amounts and two decimals of large ones', () => {
  expect(decimalsFor(12_345_678)).toBe(2);
  expect(decimalsFor(0.001)).toBe(8);
  expect(decimalsFor(0)).toBe(2);
});

it('says durations in a unit that fits', () => {
  expect([0.42, 31.4, 1250].map(formatDuration)).toEqual(['0.4 ms', '31 ms', '1.25 s']);
});
