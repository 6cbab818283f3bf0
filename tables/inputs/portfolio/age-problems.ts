/** Sentences about policies whose ages the mortality table does not have. */
import { valueProblem } from '../../problem.ts';
import { forKey } from '../assumptions/keyed-table.ts';
import type { Entry } from '../assumptions/keyed-table.ts';
import { ultimateAges } from '../assumptions/mortality-table.ts';
import type { MortalityCurve, MortalityTable } from '../assumptions/mortality-table.ts';
import type { ProblemList } from '../problem-list.ts';
import { ageRange } from './age-range.ts';
import type { AgeRange } from './age-range.ts';
import { policiesWhich } from './policies-which.ts';
import type { Policies } from './policies.ts';
import type { BeyondLastAge } from './policy-years.ts';

/** The columns that say at what ages a policy reads. */
export type AgesOfPolicies = Pick<Policies, 'file' | 'count' | 'age' | 'term' | 'duration'>;

export interface AgeReporter {
  /** An age that the table does not begin with. */
  outside(row: number, curve: number, isSelect: boolean): void;
  /** A term that runs past the table's last age. */
  past(row: number, curve: number): void;
}

export function ageReporter(
  { file, age: ages, term: terms, duration: durations }: AgesOfPolicies,
  mortality: MortalityTable,
  problems: ProblemList,
): AgeReporter {
  const entryAt = (curve: number) => mortality.entries[curve] as Entry<MortalityCurve>;
  const rangeOf = (curve: number): AgeRange => ageRange(entryAt(curve).value);
  const keyOf = (curve: number): string => forKey(mortality.keys, entryAt(curve).key);
  const attained = (row: number): string => {
    const duration = durations?.[row] ?? 0;
    const age = ages?.[row] as number;
    return duration <= 0
      ? String(age)
      : `${age} and ${duration} completed years, age ${age + duration} now`;
  };
  const outside: AgeReporter['outside'] = (row, curve, isSelect) => {
    const { first, last, firstEntry, lastEntry } = rangeOf(curve);
    const [from, to] = isSelect ? [firstEntry, lastEntry] : [first, last];
    const entry = isSelect ? ' at entry' : '';
    const expected = `an age${entry} from ${from} to ${to}, those of ${mortality.file}${keyOf(curve)}`;
    problems.add(valueProblem({ file, row: row + 1, column: 'age' }, attained(row), expected));
  };
  return {
    outside,
    past(row, curve) {
      const { last, selectYears } = rangeOf(curve);
      const [age, term, duration] = [ages?.[row], terms?.[row], durations?.[row] ?? 0] as const;
      if ((age as number) + Math.max(duration, 0) > last) {
        outside(row, curve, duration < selectYears);
        return;
      }
      const lastRead = (age as number) + (term as number) - 1;
      const found = `age ${age} and a term of ${term} years, which reads age ${lastRead}`;
      const expected = `no age past ${last}, the last of ${mortality.file}${keyOf(curve)}`;
      const place = { file, row: row + 1, column: 'term' };
      const advice =
        'Add the missing ages to the table, or set projection.extend to "hold" to repeat its last rate, ' +
        'or projection.lastAge to "endow" or "die" to say what becomes of those who reach it.';
      problems.add(valueProblem(place, found, expected, { code: 'TABLE_TOO_SHORT', advice }));
    },
  };
}

export function pastWarning(
  past: number,
  count: number,
  { file, entries }: MortalityTable,
  beyond: BeyondLastAge,
): string {
  const ages = new Set(entries.map(({ value }) => ultimateAges(value).last));
  const [age] = ages;
  const end = ages.size === 1 ? `age ${age}, the last of ${file}` : `the last age of ${file}`;
  if (beyond === 'hold')
    return `${policiesWhich(past, count, 'runs', 'run')} past ${end}; its rate is held`;
  const what = beyond === 'endow' ? 'the sum assured is paid then' : 'they die within that year';
  return `${policiesWhich(past, count, 'reaches', 'reach')} ${end}, before the term ends; ${what}`;
}
