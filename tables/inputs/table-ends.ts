/** What happens where a policy runs past the end of a table: an error, or the last cell is held. */
import type { RunConfig } from '../../contracts/config.ts';
import { formatCount, valueProblem, wholeProblem } from '../problem.ts';
import type { MortalityTable } from './assumption-tables.ts';
import type { Policies } from './policies.ts';
import type { ProblemList } from './problem-list.ts';

export type Extend = RunConfig['projection']['extend'];

const holdAdvice = (what: string, key: string): string =>
  `Add the missing ${what} to the table, or set ${key} to "hold" to repeat its last rate.`;

/** Checks every policy's ages against the mortality table. Returns a warning where cells are held. */
export function checkAges(
  policies: Policies,
  mortality: MortalityTable,
  extend: Extend,
  problems: ProblemList,
): string | null {
  const { age: ages, term: terms, file } = policies;
  if (ages === null || terms === null) return null;
  const { firstAge } = mortality;
  const lastAge = firstAge + mortality.male.length - 1;
  let held = 0;
  for (let row = 0; row < ages.length; row++) {
    const age = ages[row] as number;
    const lastRead = age + Math.max(terms[row] as number, 1) - 1;
    if (age >= firstAge && lastRead <= lastAge) continue;
    if (age >= firstAge && extend === 'hold') held += 1;
    else if (age < firstAge || age > lastAge) {
      const expected = `an age from ${firstAge} to ${lastAge}, those of ${mortality.file}`;
      problems.add(valueProblem({ file, row: row + 1, column: 'age' }, String(age), expected));
    } else {
      const found = `age ${age} and a term of ${terms[row]} years, which reads age ${lastRead}`;
      const expected = `no age past ${lastAge}, the last of ${mortality.file}`;
      const place = { file, row: row + 1, column: 'term' };
      const options = {
        code: 'TABLE_TOO_SHORT',
        advice: holdAdvice('ages', 'projection.extend'),
      } as const;
      problems.add(valueProblem(place, found, expected, options));
    }
  }
  return held === 0 ? null : heldWarning(held, policies.count, `age ${lastAge}`, mortality.file);
}

/** A table that begins with year 1. */
export interface TableByYear {
  readonly file: string;
  readonly years: number;
  /** The key of the config that says what happens past its end. */
  readonly extendKey: 'projection.extend' | 'scenarios.beyond';
}

/** Checks a table by year against the longest term. Returns a warning where its last year is held. */
export function checkYears(
  policies: Policies,
  table: TableByYear,
  extend: Extend,
  problems: ProblemList,
): string | null {
  const { term: terms } = policies;
  if (terms === null) return null;
  const { file, years, extendKey } = table;
  let past = 0;
  let longest = 0;
  for (let row = 0; row < terms.length; row++) {
    const term = terms[row] as number;
    if (term > years) past += 1;
    if (term > (terms[longest] as number)) longest = row;
  }
  if (past === 0) return null;
  if (extend === 'hold') return heldWarning(past, policies.count, `year ${years}`, file);
  const expected = `at least ${terms[longest]}, the term in row ${longest + 1} of ${policies.file}`;
  const message = `${file} ends at year ${years}, expected ${expected}; ${policiesWhich(past, policies.count, 'has', 'have')} a longer term. ${holdAdvice('years', extendKey)}`;
  const place = { file, column: null };
  problems.add(wholeProblem('TABLE_TOO_SHORT', place, message, `${years} years`, expected));
  return null;
}

function heldWarning(count: number, of: number, end: string, file: string): string {
  return `${policiesWhich(count, of, 'runs', 'run')} past ${end}, the last of ${file}; its rate is held`;
}

/** "the only policy runs", "1 of 5 policies runs", "2 of 5 policies run". */
function policiesWhich(count: number, of: number, one: string, several: string): string {
  if (of === 1) return `the only policy ${one}`;
  return `${formatCount(count)} of ${formatCount(of)} policies ${count === 1 ? one : several}`;
}

/** A warning where rates exceed 1 once multiplied; the formula caps them at 1. */
export function cappedWarning(
  file: string,
  multiplier: number,
  tables: readonly Float64Array[],
): string | null {
  let count = 0;
  for (const rates of tables) {
    for (const rate of rates) if (rate * multiplier > 1) count += 1;
  }
  if (count === 0) return null;
  const verb = count === 1 ? 'rate exceeds' : 'rates exceed';
  return `${formatCount(count)} ${verb} 1 in ${file} after the multiplier ${multiplier}; capped at 1`;
}
