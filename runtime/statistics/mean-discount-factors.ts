/**
 * The martingale test: under risk-neutral scenarios the mean discount factor of every year is the
 * price of a zero-coupon bond, so it must meet the curve but for sampling error. Only + - * / and
 * sqrt (I2); sums are the tree (I3).
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import { treeSum } from '../reduction/tree-sum.ts';

/** Beyond this many standard errors a difference is flagged: chance alone does so 1 time in 20. */
export const flaggedFrom = 2;
/** A difference of less than this part of the curve's factor is rounding. */
const roundingTolerance = 1e-12;

export interface DiscountFactorCheck {
  readonly year: number;
  readonly mean: number;
  /** Of the mean, from the sample deviation; null for a single scenario. */
  readonly standardError: number | null;
  /** The curve's factor. */
  readonly curve: number;
  /** `mean - curve` in standard errors; null where there is no standard error, or it is 0. */
  readonly deviation: number | null;
  readonly isBeyond: boolean;
}

/**
 * Mean discount factors beside the curve's, for the years that both have. `years` holds the short
 * rates of year 1, 2, ..., one per scenario each. Throws NUMERICAL_ERROR where a mean is not finite.
 */
export function meanDiscountFactors(
  years: readonly Float64Array[],
  curveRates: Float64Array,
): readonly DiscountFactorCheck[] {
  const factors = new Float64Array(years[0]?.length ?? 0).fill(1);
  let curve = 1;
  return years.slice(0, curveRates.length).map((rates, index) => {
    curve /= 1 + curveRates[index]!;
    for (let scenario = 0; scenario < factors.length; scenario++) {
      factors[scenario]! /= 1 + rates[scenario]!;
    }
    return checkedYear(index + 1, factors, curve);
  });
}

function checkedYear(year: number, factors: Float64Array, curve: number): DiscountFactorCheck {
  const count = factors.length;
  // Differences from one of them: where all are equal, mean and error are exact.
  const pivot = factors[0]!;
  const mean = pivot + treeSum(count, (index) => factors[index]! - pivot) / count;
  const squares = treeSum(count, (index) => (factors[index]! - mean) * (factors[index]! - mean));
  if (!Number.isFinite(squares) || !Number.isFinite(curve)) throw notFinite(year);
  const standardError = count === 1 ? null : Math.sqrt(squares / (count - 1) / count);
  const difference = mean - curve;
  const isBeyond =
    standardError !== null &&
    Math.abs(difference) > Math.max(flaggedFrom * standardError, roundingTolerance * curve);
  const deviation =
    standardError === null || standardError === 0 ? null : difference / standardError;
  return { year, mean, standardError, curve, deviation, isBeyond };
}

function notFinite(year: number): LiveCalcError {
  const message =
    `The discount factors of year ${year} are too large to be averaged. ` +
    'Look for rates close to -1 in the scenarios or the curve.';
  return new LiveCalcError('NUMERICAL_ERROR', message, { column: `year_${year}` });
}
