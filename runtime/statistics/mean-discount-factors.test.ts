import { describe, expect, test } from 'vitest';
import { meanDiscountFactors } from './mean-discount-factors.ts';

const rates = (...values: readonly number[]): Float64Array => Float64Array.from(values);

describe('mean discount factors against a curve', () => {
  test('carry a standard error from the sample deviation', () => {
    // Factors 0.5, 1, 0.5, 1: mean 0.75, sample variance 4 * 0.25^2 / 3, of the mean a quarter.
    const [year] = meanDiscountFactors([rates(1, 0, 1, 0)], rates(0.6));
    const standardError = Math.sqrt(0.0625 / 3);
    expect(year).toMatchObject({ year: 1, mean: 0.75, curve: 0.625, isBeyond: false });
    expect(year?.standardError).toBeCloseTo(standardError, 15);
    expect(year?.deviation).toBeCloseTo(0.125 / standardError, 12);
  });

  test('are products over the years, and flagged beyond two standard errors', () => {
    const years = meanDiscountFactors([rates(1, 0.9), rates(1, 1.1), rates(0, 0)], rates(1, 1, 1));
    expect(years.map(({ mean }) => mean)).toEqual([
      expect.closeTo((0.5 + 1 / 1.9) / 2, 15),
      expect.closeTo((0.25 + 1 / 1.9 / 2.1) / 2, 15),
      expect.closeTo((0.25 + 1 / 1.9 / 2.1) / 2, 15),
    ]);
    expect(years.map(({ curve }) => curve)).toEqual([0.5, 0.25, 0.125]);
    expect(years.map(({ isBeyond }) => isBeyond)).toEqual([false, false, true]);
  });

  test('end with the shorter of scenarios and curve', () => {
    expect(meanDiscountFactors([rates(0), rates(0)], rates(0, 0, 0))).toHaveLength(2);
    expect(meanDiscountFactors([rates(0), rates(0)], rates(0))).toHaveLength(1);
  });

  test.each([3, 10, 64, 1000])('of %i equal scenarios have an error of exactly 0', (count) => {
    const year = new Float64Array(count).fill(0.03);
    const [same] = meanDiscountFactors([year], rates(0.03));
    expect(same).toMatchObject({ mean: 1 / 1.03, standardError: 0, deviation: null });
    expect(same?.isBeyond).toBe(false);
    const [other] = meanDiscountFactors([year], rates(0.031));
    expect(other).toMatchObject({ standardError: 0, deviation: null, isBeyond: true });
  });

  test('of one scenario have no error, so nothing can be flagged', () => {
    const [year] = meanDiscountFactors([rates(1)], rates(0));
    expect(year).toMatchObject({ standardError: null, deviation: null, isBeyond: false });
  });

  test('that leave the range of numbers are an error that names the year', () => {
    const steep = rates(-1 + 2 ** -53, 0);
    const years = Array.from({ length: 40 }, () => steep);
    const curve = new Float64Array(40);
    expect(() => meanDiscountFactors(years, curve)).toThrow(/year 10 .* close to -1/);
  });
});
