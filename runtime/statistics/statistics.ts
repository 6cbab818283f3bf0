/**
 * Statistics of a column over scenarios. Only + - * / and sqrt (I2); sums are the tree (I3).
 * Positive values are profit, so the bad tail is the low one.
 */
import type { Statistics } from '../../contracts/run-result.ts';
import {
  defaultStatisticsLevels,
  type StatisticsLevels,
} from '../../contracts/statistics-levels.ts';
import { treeSum } from '../reduction/tree-sum.ts';
import { lowestMean } from './cte.ts';
import { percentilePosition } from './level.ts';

/** `values` has one value per scenario, at least one. The result's levels are ascending. */
export function computeStatistics(
  values: Float64Array,
  levels: StatisticsLevels = defaultStatisticsLevels,
): Statistics {
  const count = values.length;
  const mean = treeSum(count, (index) => values[index]!) / count;
  const squares = treeSum(count, (index) => (values[index]! - mean) * (values[index]! - mean));
  const sorted = Float64Array.from(values).sort();
  const percentiles = ascending(levels.percentiles).map(
    (p) => [`p${p}`, percentile(sorted, p)] as const,
  );
  const ctes = ascending(levels.cteLevels).map(
    (level) => [`cte${level}`, lowestMean(sorted, level)] as const,
  );
  const cte95 = ctes.find(([name]) => name === 'cte95')?.[1].value;
  return {
    mean,
    standardError: standardErrorOfMean(squares, count),
    stdDev: Math.sqrt(squares / count),
    min: sorted[0]!,
    max: sorted[count - 1]!,
    percentiles: Object.fromEntries(percentiles),
    ctes: Object.fromEntries(ctes),
    ...(cte95 !== undefined && { cte95 }),
  };
}

/** Linear interpolation at p/100 * (n - 1), the place counted in integers. */
export function percentile(sorted: Float64Array, p: number): number {
  const { low, weight } = percentilePosition(sorted.length, p);
  if (weight === 0) return sorted[low]!;
  return sorted[low]! * (1 - weight) + sorted[low + 1]! * weight;
}

/** Sample standard deviation over the square root of the count; null for one value. */
function standardErrorOfMean(squares: number, count: number): number | null {
  return count > 1 ? Math.sqrt(squares / (count - 1) / count) : null;
}

function ascending(levels: readonly number[]): readonly number[] {
  return levels.toSorted((a, b) => a - b);
}
