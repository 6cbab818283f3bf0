/** How a mortality table is laid out: which columns hold rates, and of what. */
import type { KeyName } from './keyed-table.ts';
import { keysAmong } from './keyed-table.ts';
import type { TableColumns } from './table-shape.ts';

/** A column of rates, and what its name says of all of them. */
export interface RateColumn {
  readonly column: string;
  readonly gender: 'M' | 'F' | null;
  /** Policy year. */
  readonly duration: number | null;
}

const byGender: readonly RateColumn[] = [
  { column: 'male_qx', gender: 'M', duration: null },
  { column: 'female_qx', gender: 'F', duration: null },
];
const durationColumn = /^duration_([1-9]\d*)$/;

/** Columns duration_1, duration_2, ..., or qx, or male_qx and female_qx, which are expected where none is there. */
export function rateColumns(names: readonly string[]): readonly RateColumn[] {
  const durations = names.filter((name) => durationColumn.test(name));
  if (durations.length > 0) {
    return durations.map((column) => ({
      column,
      gender: null,
      duration: Number(durationColumn.exec(column)?.[1]),
    }));
  }
  const isWide = byGender.some(({ column }) => names.includes(column));
  if (names.includes('qx') && !isWide) return [{ column: 'qx', gender: null, duration: null }];
  return byGender;
}

/** Columns whose texts choose the rows. */
export function rowKeys(names: readonly string[]): readonly KeyName[] {
  return keysAmong(names);
}

/** Keys of the table: those of its rows, and gender where its columns say it. */
export function tableKeys(names: readonly string[]): readonly KeyName[] {
  const isByGender = rateColumns(names).some(({ gender }) => gender !== null);
  return keysAmong(isByGender ? [...names, 'gender'] : names);
}

/** Columns of the file to read. */
export function mortalityColumns(names: readonly string[]): TableColumns {
  const rates = rateColumns(names).map(({ column }) => column);
  const durations = names.filter((name) => name === 'duration');
  return { required: ['age', ...rates], others: [...rowKeys(names), ...durations] };
}

/** What a table says twice, in its rows and in its columns; null where nothing. */
export function saidTwice(names: readonly string[]): string | null {
  const columns = rateColumns(names);
  const other = columns.find(
    ({ gender, duration }) =>
      (gender !== null && names.includes('gender')) ||
      (duration !== null && names.includes('duration')),
  );
  if (other === undefined) return null;
  return `${other.gender === null ? 'duration' : 'gender'} and ${other.column}`;
}
