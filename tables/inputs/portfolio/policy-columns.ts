/** The names of a portfolio's columns: those the projection knows, and those it keeps for itself. */
import { distance } from 'fastest-levenshtein';
import type { ColumnType } from '../../../contracts/table.ts';
import { wholeProblem } from '../../problem.ts';
import type { InputFile } from '../input-file.ts';
import type { ProblemList } from '../problem-list.ts';

export const requiredColumns = [
  'policy_id',
  'age',
  'gender',
  'sum_assured',
  'premium',
  'term',
] as const;

/** Columns that are read wherever a portfolio has them. */
export const optionalColumns = [
  'policy_count',
  'duration_years',
  'premium_term',
  'product_type',
] as const;

/** Columns that are read where a table or the config asks for them. */
const askedColumns = ['underwriting_class', 'reference_rate'] as const;

const textColumns: ReadonlySet<string> = new Set([
  'policy_id',
  'gender',
  'product_type',
  'underwriting_class',
]);
const knownColumns: ReadonlySet<string> = new Set([
  ...requiredColumns,
  ...optionalColumns,
  ...askedColumns,
]);

/** Types for CSV; those of other columns are inferred. */
export function typeOfColumn(name: string): ColumnType | undefined {
  if (textColumns.has(name)) return 'utf8';
  return knownColumns.has(name) ? 'f64' : undefined;
}

/** Columns that the result table does not repeat: identity, amounts and what the projection reads of lives. */
export function isCarried(name: string): boolean {
  const unrepeated: readonly string[] = [...requiredColumns, 'policy_count'];
  return !unrepeated.includes(name);
}

/** Names of the block's own columns, and what may have been meant by them. */
const reserved: Readonly<Record<string, string | null>> = {
  mortality_start: null,
  lapse_start: null,
  product_start: null,
  expense_row: null,
  lapse_class: null,
  end_year: 'term',
  premium_end: 'premium_term',
  duration: 'duration_years',
  ending: null,
};

/** Refuses columns that have the name of one that is made for the engines. */
export function refuseReserved({ file, columnNames }: InputFile, problems: ProblemList): void {
  for (const name of columnNames) {
    if (!Object.hasOwn(reserved, name)) continue;
    const meant = reserved[name] ?? null;
    const advice = meant === null ? 'Rename it.' : `Was ${meant} meant? Else rename it.`;
    const message = `${file} has a column ${name}; this name is kept for what engines are given. ${advice}`;
    problems.add(wholeProblem('COLUMN_INVALID', { file, column: name }, message, name));
  }
}

/** A slip of the keyboard: `premium_mode` is another column than `premium_term`, `premium_terms` is not. */
const mostSlips = 2;

/** Optional columns that another column seems to mean: without them values would change. */
export function misspeltWarnings({ file, columnNames }: InputFile): readonly string[] {
  const absent = [...optionalColumns, ...askedColumns].filter(
    (name) => !columnNames.includes(name),
  );
  return columnNames.flatMap((name) => {
    if (knownColumns.has(name)) return [];
    const meant = absent.find((optional) => distance(name.toLowerCase(), optional) <= mostSlips);
    return meant === undefined
      ? []
      : [`the column ${name} of ${file} is not read; was ${meant} meant?`];
  });
}
