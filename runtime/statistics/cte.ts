/** Conditional tail expectation of ascending values: the mean of the lowest. */
import type { Cte } from '../../contracts/run-result.ts';
import { tailCount } from './level.ts';

/** CTE of `level` percent: the mean of the lowest `tailCount` values, added in ascending order. */
export function lowestMean(sorted: Float64Array, level: number): Cte {
  const count = tailCount(sorted.length, level);
  let sum = 0;
  for (let index = 0; index < count; index++) sum += sorted[index]!;
  const value = sum / count;
  return { value, count, standardError: standardError(sorted, count, value) };
}

/**
 * sqrt((s^2 + a * (VaR - CTE)^2) / k): k values in the tail, s^2 their sample variance, VaR the
 * highest of them, a = 1 - k/n the share outside the tail. The second term is there because the
 * tail's boundary is estimated too; for k = n it vanishes and the error is the mean's.
 *
 * Source: B. J. Manistre and G. H. Hancock, "Variance of the CTE Estimator", North American
 * Actuarial Journal 9(2), 2005. It is asymptotic: with few values in the tail it tends to be too
 * small, and with one there is none (null).
 */
function standardError(sorted: Float64Array, count: number, cte: number): number | null {
  if (count < 2) return null;
  let squares = 0;
  for (let index = 0; index < count; index++) {
    squares += (sorted[index]! - cte) * (sorted[index]! - cte);
  }
  const boundary = sorted[count - 1]! - cte;
  const outside = 1 - count / sorted.length;
  return Math.sqrt((squares / (count - 1) + outside * boundary * boundary) / count);
}
