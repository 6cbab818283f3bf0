/** What happens where a policy runs past the last year of a table: an error, or the last cell is held. */
import type { RunConfig } from '../../contracts/config.ts';
import { formatCount, wholeProblem } from '../problem.ts';
import { forKey } from './assumptions/keyed-table.ts';
import type { KeyedTable } from './assumptions/keyed-table.ts';
import { noEntry } from './portfolio/entry-by-row.ts';
import { policiesWhich } from './portfolio/policies-which.ts';
import type { Policies } from './portfolio/policies.ts';
import type { PolicyYears } from './portfolio/policy-years.ts';
import type { ProblemList } from './problem-list.ts';

export type Extend = RunConfig['projection']['extend'];

/** A table that begins with year 1. */
export interface TableByYear {
  readonly file: string;
  /** By entry: how many years it has, and ` for product_type Term`, if anything. */
  readonly entries: readonly { readonly years: number; readonly label: string }[];
  /** By row: the entry; null where all read the only one. */
  readonly entryByRow: Uint32Array | null;
  /** Whether its years are the policy's, which begin at issue, or the projection's. */
  readonly counts: 'policy years' | 'projection years';
  /** What is repeated past its end where the config says so. */
  readonly repeats: 'rate is' | 'factors are';
  /** The key of the config that says what happens past its end. */
  readonly extendKey: 'projection.extend' | 'scenarios.beyond';
}

/** A table of policy years. */
export function tableOfPolicyYears<T>(
  { file, keys, entries }: KeyedTable<T>,
  entryByRow: Uint32Array,
  repeats: TableByYear['repeats'],
  yearsOf: (value: T) => number,
): TableByYear {
  return {
    file,
    entries: entries.map(({ key, value }) => ({ years: yearsOf(value), label: forKey(keys, key) })),
    entryByRow,
    counts: 'policy years',
    repeats,
    extendKey: 'projection.extend',
  };
}

/** Checks a table by year against the policies' years. Returns a warning where last years are held. */
export function checkYears(
  policies: Pick<Policies, 'file' | 'count' | 'duration'>,
  { endYear }: PolicyYears,
  table: TableByYear,
  extend: Extend,
  problems: ProblemList,
): readonly string[] {
  const { entries, entryByRow } = table;
  const durations = table.counts === 'policy years' ? policies.duration : undefined;
  const reaches = entries.map((): Reach => ({ past: 0, most: 0, row: 0 }));
  for (let row = 0; row < endYear.length; row++) {
    const entry = entryByRow === null ? 0 : (entryByRow[row] as number);
    const years = endYear[row] as number;
    if (years === 0 || entry === noEntry) continue;
    const last = years + (durations?.[row] ?? 0);
    const reach = reaches[entry] as Reach;
    if (last > (entries[entry]?.years as number)) reach.past += 1;
    if (last > reach.most) Object.assign(reach, { most: last, row });
  }
  const past = reaches.reduce((total, reach) => total + reach.past, 0);
  if (past === 0) return [];
  if (extend === 'hold') return [heldWarning(past, policies.count, table)];
  for (const [entry, reach] of reaches.entries()) {
    if (reach.past > 0) problems.add(tooShort(policies, table, entry, reach));
  }
  return [];
}

/** How far policies read an entry. */
interface Reach {
  /** How many read past its end. */
  past: number;
  /** The last year that any of them reads, and its row. */
  most: number;
  row: number;
}

function tooShort(
  policies: Pick<Policies, 'file' | 'count'>,
  { file, entries, counts, extendKey }: TableByYear,
  entry: number,
  { past, most, row }: Reach,
): ReturnType<typeof wholeProblem> {
  const { years, label } = entries[entry] as TableByYear['entries'][number];
  const of = counts === 'policy years' ? 'policy year' : 'projection year';
  const expected = `at least ${most}, the last ${of} of row ${row + 1} of ${policies.file}`;
  const which = policiesWhich(past, policies.count, 'runs', 'run');
  const advice = `Add the missing years to the table, or set ${extendKey} to "hold" to repeat its last values.`;
  const message = `${file} ends at year ${years}${label}, expected ${expected}; ${which} longer. ${advice}`;
  const place = { file, column: null };
  return wholeProblem('TABLE_TOO_SHORT', place, message, `${years} years`, expected);
}

function heldWarning(past: number, of: number, { file, entries, repeats }: TableByYear): string {
  const lasts = new Set(entries.map(({ years }) => years));
  const [last] = lasts;
  const end = lasts.size === 1 ? `year ${formatCount(last as number)}` : 'the last year';
  const its = lasts.size === 1 ? `, the last of ${file}` : ` of ${file}`;
  return `${policiesWhich(past, of, 'runs', 'run')} past ${end}${its}; its ${repeats} held`;
}
