/**
 * Statistics of a column over scenarios. Only + - * / and sqrt (I2); sums are the tree (I3).
 * Positive values are profit, so the bad tail is the low one.
 */
import type { Statistics } from '../../contracts/run-result.ts';
import { treeSum } from '../reduction/tree-sum.ts';

const tailPercent = 5;

/** `values` has one value per scenario, at least one. */
export function computeStatistics(values: Float64Array): Statistics {
  const count = values.length;
  const mean = treeSum(count, (index) => values[index]!) / count;
  const squares = treeSum(count, (index) => (values[index]! - mean) * (values[index]! - mean));
  const sorted = Float64Array.from(values).sort();
  return {
    mean,
    stdDev: Math.sqrt(squares / count),
    min: sorted[0]!,
    max: sorted[count - 1]!,
    percentiles: {
      p50: percentile(sorted, 50),
      p75: percentile(sorted, 75),
      p90: percentile(sorted, 90),
      p95: percentile(sorted, 95),
      p99: percentile(sorted, 99),
    },
    cte95: lowestMean(sorted),
  };
}

/** Linear interpolation at p/100 * (n - 1). */
export function percentile(sorted: Float64Array, p: number): number {
  const position = (p / 100) * (sorted.length - 1);
  const low = Math.floor(position);
  const weight = position - low;
  if (weight === 0) return sorted[low]!;
  return sorted[low]! * (1 - weight) + sorted[low + 1]! * weight;
}

/** CTE95: the mean of the lowest max(1, ceil(n * 5 / 100)) values, counted in integers, added in ascending order. */
function lowestMean(sorted: Float64Array): number {
  const count = Math.max(1, Math.ceil((sorted.length * tailPercent) / 100));
  let sum = 0;
  for (let index = 0; index < count; index++) sum += sorted[index]!;
  return sum / count;
}
