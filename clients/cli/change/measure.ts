/** The figures that a change is measured by. */
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import {
  statisticsLevelsSchema,
  type StatisticsLevels,
} from '../../../contracts/statistics-levels.ts';

const plainMeasures = ['mean', 'stdDev', 'min', 'max', 'base'] as const;
const levelMeasure = /^(p|cte)(\d+(?:\.\d+)?)$/;

/** `mean,cte95`: the mean first, each once. Throws ARGUMENT_INVALID. */
export function parseMeasures(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const found = names.map((name) => {
    const known = plainMeasures.find((one) => one.toLowerCase() === name.toLowerCase());
    if (known !== undefined) return known;
    if (levelMeasure.test(name.toLowerCase()) && hasLevel(name)) return name.toLowerCase();
    const expected = `${plainMeasures.join(', ')}, a percentile such as p5, or a tail such as cte95`;
    throw new LiveCalcError(
      'ARGUMENT_INVALID',
      `--measure has "${name}"; expected ${expected}, with commas between them.`,
      { found: name, expected },
    );
  });
  return [...new Set(['mean', ...found])];
}

function hasLevel(name: string): boolean {
  return statisticsLevelsSchema.safeParse(measuredLevels([name.toLowerCase()])).success;
}

/** The levels that a run has to report for them. */
export function measuredLevels(measures: readonly string[]): StatisticsLevels {
  const levels = (prefix: string): number[] =>
    measures.flatMap((name) => {
      const [, kind, level] = levelMeasure.exec(name) ?? [];
      return kind === prefix ? [Number(level)] : [];
    });
  return { percentiles: levels('p'), cteLevels: levels('cte') };
}

/** Throws PIPELINE_INVALID where the run has no net present values. */
export function measuredValue({ statistics, base }: RunResult, measure: string): number {
  if (statistics === null) {
    const message =
      'A change is measured by net present values, column npv of the table "scenarios", and no node ' +
      'writes that. Compare two results with livecalc diff instead.';
    throw new LiveCalcError('PIPELINE_INVALID', message, { found: 'no scenarios.npv' });
  }
  if (measure === 'base') return base!.npv;
  const [, kind, level] = levelMeasure.exec(measure) ?? [];
  if (kind === 'p') return statistics.percentiles[`p${Number(level)}`]!;
  if (kind === 'cte') return statistics.ctes[`cte${Number(level)}`]!.value;
  return statistics[measure as 'mean' | 'stdDev' | 'min' | 'max'];
}

/** `mean`, `CTE95`, `standard deviation`. */
export function measureLabel(measure: string): string {
  return measure === 'stdDev' ? 'standard deviation' : measure.replace('cte', 'CTE');
}
