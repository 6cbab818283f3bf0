/** Statistics of a column that a node has written: + - * / and sqrt in the fixed tree (I2, I3). */
import { LiveCalcError } from '../../contracts/errors.ts';
import { statisticsLevelsSchema } from '../../contracts/statistics-levels.ts';
import type { NumericArray } from '../../contracts/table.ts';
import { treeSum } from '../reduction/tree-sum.ts';
import { computeStatistics } from '../statistics/statistics.ts';

const plain = ['mean', 'stdDev', 'min', 'max'] as const;
const words = [...plain, 'sum', 'count', 'p99.5', 'cte95'];

/** Throws PIPELINE_INVALID for a statistic that there is not. `name` is the whole metric's. */
export function columnMetric(values: NumericArray, statistic: string, name: string): number {
  if (statistic === 'count') return values.length;
  if (statistic === 'sum') return treeSum(values.length, (index) => values[index]!);
  const column = values instanceof Float64Array ? values : Float64Array.from(values);
  const [, kind, level] = /^(p|cte)(\d+(?:\.\d+)?)$/.exec(statistic) ?? [];
  if (kind === undefined) {
    const known = plain.find((one) => one === statistic);
    if (known === undefined) throw unknown(name, statistic);
    return computeStatistics(column)[known];
  }
  const levels = { percentiles: [], cteLevels: [], [levelKey(kind)]: [Number(level)] };
  const asked = statisticsLevelsSchema.safeParse(levels);
  if (!asked.success) throw unknown(name, statistic);
  const { percentiles, ctes } = computeStatistics(column, asked.data);
  return kind === 'p' ? Object.values(percentiles)[0]! : Object.values(ctes)[0]!.value;
}

function levelKey(kind: string): 'percentiles' | 'cteLevels' {
  return kind === 'p' ? 'percentiles' : 'cteLevels';
}

function unknown(name: string, statistic: string): LiveCalcError {
  const message = `The metric "${name}" asks for "${statistic}", which is no statistic. There are: ${words.join(', ')}, and other percents.`;
  return new LiveCalcError('PIPELINE_INVALID', message, { found: statistic });
}
