/** The rules of single columns. Each returns typed values, or null where the column cannot be used. */
import type { Column, ColumnType } from '../../contracts/table.ts';
import { formatCount, valueProblem, wholeProblem } from '../problem.ts';
import type { InputFile } from './input-file.ts';
import type { ProblemList } from './problem-list.ts';

/** A column of a file, and where its problems go. */
export interface ColumnToCheck {
  readonly input: InputFile;
  readonly column: string;
  readonly problems: ProblemList;
}

/** Whole numbers from 0 to `max`, however they are stored. */
export function wholeNumbers(check: ColumnToCheck, max: number, unit = ''): Uint32Array | null {
  const column = numericColumn(check, 'whole numbers');
  if (column === null) return null;
  const { values } = column;
  const whole = column.type === 'u32' ? column.values : new Uint32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (value >>> 0 === value && value <= max) whole[row] = value;
    else {
      whole[row] = 0;
      const advice = unit === '' ? '' : `The column counts ${unit}.`;
      const expected = `a whole number from 0 to ${formatCount(max)}`;
      const place = { file: check.input.file, row: row + 1, column: check.column };
      check.problems.addPlaceholder(valueProblem(place, printed(value), expected, { advice }));
    }
  }
  return whole;
}

/** Whole numbers from -max to max, however they are stored. */
export function signedWholeNumbers(
  check: ColumnToCheck,
  max: number,
  unit: string,
): Int32Array | null {
  const column = numericColumn(check, 'whole numbers');
  if (column === null) return null;
  const { values } = column;
  const whole = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if ((value | 0) === value && Math.abs(value) <= max) whole[row] = value;
    else {
      const expected = `a whole number from -${formatCount(max)} to ${formatCount(max)}`;
      const place = { file: check.input.file, row: row + 1, column: check.column };
      const advice = `The column counts ${unit}.`;
      check.problems.addPlaceholder(valueProblem(place, printed(value), expected, { advice }));
    }
  }
  return whole;
}

/** Finite amounts of 0 or more; -0 stays -0. */
export function amounts(check: ColumnToCheck): Float64Array | null {
  return numbersWithin(
    check,
    (value) => value >= 0 && value < Infinity,
    'a finite amount of 0 or more',
  );
}

/** Any finite numbers: what is carried through must be writable in every format. */
export function finiteNumbers(check: ColumnToCheck): Float64Array | null {
  return numbersWithin(check, Number.isFinite, 'a finite number');
}

/** Rates from 0 to 1. */
export function probabilities(check: ColumnToCheck): Float64Array | null {
  return numbersWithin(check, (value) => value >= 0 && value <= 1, 'a rate from 0 to 1');
}

/** Interest rates: finite and above -1, or a discount factor would not be. */
export function interestRates(check: ColumnToCheck): Float64Array | null {
  return numbersWithin(check, (value) => value > -1 && value < Infinity, 'a finite rate above -1');
}

/** Discount factors: finite and above 0, for a rate is the quotient of two. */
export function discountFactors(check: ColumnToCheck): Float64Array | null {
  const isRight = (value: number): boolean => value > 0 && value < Infinity;
  return numbersWithin(check, isRight, 'a finite discount factor above 0');
}

/** Texts out of a short list, as their positions in it. */
export function codes(check: ColumnToCheck, known: readonly string[]): Uint32Array | null {
  const values = texts(check);
  if (values === null) return null;
  const positions = new Map(known.map((code, position) => [code, position]));
  const found = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const text = values[row] as string;
    const position = positions.get(text);
    if (position === undefined)
      report(check, row, JSON.stringify(text), `one of ${known.join(', ')}`);
    else found[row] = position;
  }
  return found;
}

/** Texts as they are. */
export function texts(check: ColumnToCheck): readonly string[] | null {
  const column = check.input.columns.get(check.column);
  if (column === undefined) return null;
  if (column.type === 'utf8') return column.values;
  wrongType(check, column.type, 'text');
  return null;
}

function numbersWithin(
  check: ColumnToCheck,
  isRight: (value: number) => boolean,
  expected: string,
): Float64Array | null {
  const column = numericColumn(check, 'numbers');
  if (column === null) return null;
  const values = column.type === 'f64' ? column.values : Float64Array.from(column.values);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (!isRight(value)) report(check, row, printed(value), expected);
  }
  return values;
}

function numericColumn(
  check: ColumnToCheck,
  expected: string,
): Exclude<Column, { type: 'utf8' }> | null {
  const column = check.input.columns.get(check.column);
  if (column === undefined) return null;
  if (column.type !== 'utf8') return column;
  wrongType(check, column.type, expected);
  return null;
}

const typeWords = {
  i32: 'whole numbers',
  u32: 'whole numbers',
  f64: 'numbers',
  utf8: 'text',
} as const satisfies Record<ColumnType, string>;

function wrongType(
  { input, column, problems }: ColumnToCheck,
  type: ColumnType,
  expected: string,
): void {
  const { file } = input;
  const found = typeWords[type];
  const message = `Column ${column} of ${file} holds ${found}, expected ${expected}. Convert the column.`;
  problems.add(wholeProblem('COLUMN_INVALID', { file, column }, message, found, expected));
}

function report(
  { input, column, problems }: ColumnToCheck,
  row: number,
  found: string,
  expected: string,
): void {
  const place = { file: input.file, row: row + 1, column };
  problems.add(valueProblem(place, found, expected));
}

function printed(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
