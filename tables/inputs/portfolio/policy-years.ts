/** The projection years of each policy: where it stands in its term, and where its table ends first. */
import type { ProjectionConfig } from '../../../contracts/projection-config.ts';
import type { MortalityTable } from '../assumptions/mortality-table.ts';
import type { ProblemList } from '../problem-list.ts';
import { ageReporter } from './age-problems.ts';
import type { AgesOfPolicies } from './age-problems.ts';
import { ageRange } from './age-range.ts';
import type { AgeRange } from './age-range.ts';
import { noEntry } from './entry-by-row.ts';

/** How the last projection year of a policy ends it. */
export const endings = { termEnds: 0, endows: 1, dies: 2 } as const;

export interface PolicyYears {
  /** By row: how many projection years there are until the policy ends; 0 where it is over. */
  readonly endYear: Uint32Array;
  /** By row: one of `endings`; null where the term ends them all. */
  readonly ending: Uint32Array | null;
  /** The most projection years of any policy, at least 1, so that no table is empty. */
  readonly horizonYears: number;
  /** The highest attained age that is read; -1 where none is. */
  readonly lastAge: number;
  /** Policies that run past the last age of the table. */
  readonly past: number;
}

/** What happens past the last age of the mortality table. */
export type BeyondLastAge = 'error' | 'hold' | 'endow' | 'die';

export function beyondLastAge({ lastAge, extend }: ProjectionConfig): BeyondLastAge {
  return lastAge ?? extend;
}

/**
 * Checks every policy's ages against the mortality table and counts its years. `curves` are the
 * table's entries by row. Null where columns are missing.
 */
export function policyYears(
  policies: AgesOfPolicies,
  mortality: MortalityTable,
  curves: Uint32Array,
  beyond: BeyondLastAge,
  problems: ProblemList,
): PolicyYears | null {
  const { age: ages, term: terms, duration: durations, count } = policies;
  if (ages === null || terms === null || durations === null) return null;
  const ranges = mortality.entries.map(({ value }) => ageRange(value));
  const endYear = new Uint32Array(count);
  const cut: number[] = [];
  const report = ageReporter(policies, mortality, problems);
  let horizonYears = 1;
  let lastAge = -1;
  let past = 0;
  for (let row = 0; row < count; row++) {
    const age = ages[row] as number;
    const term = terms[row] as number;
    const duration = durations === undefined ? 0 : (durations[row] as number);
    const curve = curves[row] as number;
    // A policy that is over reads nothing.
    if (duration >= term || curve === noEntry) continue;
    const range = ranges[curve] as AgeRange;
    const firstRead = age + Math.max(duration, 0);
    let lastRead = age + term - 1;
    const isSelect = duration < range.selectYears;
    if (isSelect ? age < range.firstEntry || age > range.lastEntry : firstRead < range.first) {
      report.outside(row, curve, isSelect);
    } else if (lastRead > range.last) {
      if (beyond === 'error' || (beyond !== 'hold' && firstRead > range.last)) {
        report.past(row, curve);
      } else past += 1;
      if (beyond === 'endow' || beyond === 'die') {
        lastRead = range.last;
        cut.push(row);
      }
    }
    const years = Math.max(lastRead - age + 1 - duration, 0);
    endYear[row] = years;
    if (years > horizonYears) horizonYears = years;
    if (lastRead > lastAge) lastAge = lastRead;
  }
  return { endYear, ending: endingOf(cut, count, beyond), horizonYears, lastAge, past };
}

function endingOf(
  cut: readonly number[],
  count: number,
  beyond: BeyondLastAge,
): Uint32Array | null {
  if (cut.length === 0) return null;
  const ending = new Uint32Array(count);
  for (const row of cut) ending[row] = beyond === 'endow' ? endings.endows : endings.dies;
  return ending;
}
