/** Assumptions that differ by what policies are: one entry for each combination of keys. */
import type { InputSummary } from '../../../contracts/run-inputs.ts';
import { codes, texts, wholeNumbers } from '../check-column.ts';
import type { RowsOfKey } from '../check-sequence.ts';
import type { InputFile } from '../input-file.ts';
import { coded, joined } from '../portfolio/codes.ts';
import type { Coded } from '../portfolio/codes.ts';
import type { ProblemList } from '../problem-list.ts';

/** Policy columns that a table may be keyed by, in the order in which messages name them. */
export const keyNames = ['gender', 'underwriting_class', 'product_type'] as const;
export type KeyName = (typeof keyNames)[number];

/** Codes of the policy column gender: 0 male, 1 female. */
export const genders = ['M', 'F'] as const;

export interface Entry<T> {
  /** One text for each of the table's keys. */
  readonly key: readonly string[];
  readonly value: T;
}

export interface KeyedTable<T> {
  readonly file: string;
  /** What chooses the entry; without any, the only entry is for all policies. */
  readonly keys: readonly KeyName[];
  readonly entries: readonly Entry<T>[];
  readonly summary: InputSummary;
}

/** Those of `allowed` that are among the columns. */
export function keysAmong(
  columnNames: Iterable<string>,
  allowed: readonly KeyName[] = keyNames,
): readonly KeyName[] {
  const names = new Set(columnNames);
  return allowed.filter((key) => names.has(key));
}

/** `gender M, product_type Term` */
export function keyLabel(keys: readonly string[], key: readonly string[]): string {
  return keys.map((name, position) => `${name} ${key[position] || '""'}`).join(', ');
}

/** ` for gender M`, or nothing where all policies read the same. */
export function forKey(keys: readonly string[], key: readonly string[]): string {
  return keys.length === 0 ? '' : ` for ${keyLabel(keys, key)}`;
}

/** Rows of a file that have the same texts in its key columns. */
export interface KeyRows extends RowsOfKey {
  readonly key: readonly string[];
  /** Where the file has the column `duration`. */
  readonly duration: number | null;
}

/** The rows of each combination, in the order in which they first appear; null where a key cannot be used. */
export function rowsByKey(
  input: InputFile,
  keys: readonly KeyName[],
  problems: ProblemList,
): readonly KeyRows[] | null {
  const at = (column: string) => ({ input, column, problems });
  const before = problems.count;
  const parts: (Coded | null)[] = keys.map((key) => {
    // Anything but M and F is told of here.
    if (key === 'gender') codes(at(key), genders);
    const column = texts(at(key));
    return column === null ? null : coded(column);
  });
  const durations = input.columns.has('duration') ? wholeNumbers(at('duration'), 150) : null;
  if (durations !== null) parts.push(coded(durations));
  if (problems.count > before) return null;
  const { codes: combination, firstRows } = joined(parts as Coded[], input.rows);
  const rows = firstRows.map((): number[] => []);
  for (let row = 0; row < input.rows; row++) rows[combination[row] as number]?.push(row);
  return firstRows.map((firstRow, code) => {
    const key = keys.map((name) => String(input.columns.get(name)?.values[firstRow]));
    const duration = durations === null ? null : (durations[firstRow] as number);
    const ofDuration = duration === null ? [] : [`duration ${duration}`];
    const label = [...(keys.length === 0 ? [] : [keyLabel(keys, key)]), ...ofDuration].join(', ');
    return { key, duration, rows: rows[code] as number[], label };
  });
}

/** The values of a column in some of its rows. */
export function valuesAt(values: Float64Array, { rows }: RowsOfKey): Float64Array {
  return Float64Array.from(rows, (row) => values[row] as number);
}
