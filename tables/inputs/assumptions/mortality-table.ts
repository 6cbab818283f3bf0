/** Rates of death by age, by what policies are, and by policy year where the rates are select. */
import { missingColumn } from '../../column-names.ts';
import { wholeProblem } from '../../problem.ts';
import { probabilities, wholeNumbers } from '../check-column.ts';
import { checkSequence } from '../check-sequence.ts';
import { sum } from '../control-totals.ts';
import { readInputFile } from '../input-file.ts';
import type { InputFile } from '../input-file.ts';
import type { FileRequest } from '../input-request.ts';
import type { ProblemList } from '../problem-list.ts';
import { keyLabel, keyNames, rowsByKey, valuesAt } from './keyed-table.ts';
import type { Entry, KeyedTable, KeyRows } from './keyed-table.ts';
import {
  mortalityColumns,
  rateColumns,
  rowKeys,
  saidTwice,
  tableKeys,
} from './mortality-columns.ts';
import type { RateColumn } from './mortality-columns.ts';
import { tableShape } from './table-shape.ts';

/**
 * Annual rates of death. `durations[k - 1][i]` is the rate in policy year k of those who entered at
 * age `firstAge + i`. The last duration is ultimate: it also holds for every later policy year of
 * those who have the same attained age then. A table without durations has one, the attained age's.
 */
export interface MortalityCurve {
  readonly firstAge: number;
  readonly durations: readonly Float64Array[];
}

export type MortalityTable = KeyedTable<MortalityCurve>;

/** Attained ages of the ultimate rates. */
export function ultimateAges({ firstAge, durations }: MortalityCurve): {
  readonly first: number;
  readonly last: number;
} {
  const first = firstAge + durations.length - 1;
  return { first, last: first + (durations[0] as Float64Array).length - 1 };
}

const largestU32 = 2 ** 32 - 1;

const shape = tableShape('mortality', [...keyNames, 'duration'], mortalityColumns);

/** Ages without a gap for each key, durations from 1 without a gap, rates from 0 to 1. */
export async function readMortality(
  request: FileRequest,
  reference: string,
  problems: ProblemList,
): Promise<MortalityTable | null> {
  const input = await readInputFile(request, reference, shape, problems);
  if (input === null || input.rows === 0 || !isSaidOnce(input, problems)) return null;
  const check = { input, column: 'age', problems };
  const ages = wholeNumbers(check, largestU32);
  const columns = rateColumns(input.columnNames);
  const rates = columns.map(({ column }) => probabilities({ input, column, problems }));
  const groups = rowsByKey(input, rowKeys(input.columnNames), problems);
  if (ages === null || groups === null) return null;
  const isWhole = groups.map((group) => checkSequence(check, ages, null, group));
  if (isWhole.includes(false) || rates.includes(null)) return null;
  const parts = groups.flatMap((group) =>
    columns.map((column, position): CurvePart => {
      const values = valuesAt(rates[position] as Float64Array, group);
      const duration = column.duration ?? group.duration;
      const firstAge = ages[group.rows[0] as number] as number;
      return { key: keyOf(input, group, column), duration, firstAge, values };
    }),
  );
  const entries = curvesOf(input, parts, problems);
  if (entries === null) return null;
  const total = (rates as Float64Array[]).reduce((all, values) => all + sum([values]), 0);
  const keys = tableKeys(input.columnNames);
  return { file: input.file, keys, entries, summary: input.summary({ sum: total }) };
}

function isSaidOnce({ file, columnNames }: InputFile, problems: ProblemList): boolean {
  const found = saidTwice(columnNames);
  if (found === null) return true;
  const message = `${file} has the columns ${found}, expected one of them. Drop the column that does not hold.`;
  problems.add(wholeProblem('COLUMN_INVALID', { file, column: null }, message, found));
  return false;
}

/** Rates by age of one key and one duration. */
interface CurvePart {
  readonly key: readonly string[];
  /** Null where the table knows none. */
  readonly duration: number | null;
  readonly firstAge: number;
  readonly values: Float64Array;
}

/** In the order of the table's keys, of which gender is the first. */
function keyOf(input: InputFile, { key }: KeyRows, { gender }: RateColumn): readonly string[] {
  return gender === null ? key : [gender, ...key];
}

function curvesOf(
  input: InputFile,
  parts: readonly CurvePart[],
  problems: ProblemList,
): readonly Entry<MortalityCurve>[] | null {
  const byKey = Map.groupBy(parts, ({ key }) => JSON.stringify(key));
  const entries = [...byKey.values()].flatMap((some): Entry<MortalityCurve>[] => {
    const durations = some.toSorted((a, b) => (a.duration ?? 1) - (b.duration ?? 1));
    const { key, firstAge } = durations[0] as CurvePart;
    if (!areComplete(input, durations, problems)) return [];
    return [{ key, value: { firstAge, durations: durations.map(({ values }) => values) } }];
  });
  return entries.length < byKey.size ? null : entries;
}

/** Durations 1, 2, ... of the same ages. */
function areComplete(
  { file, columnNames }: InputFile,
  parts: readonly CurvePart[],
  problems: ProblemList,
): boolean {
  const [first] = parts as [CurvePart];
  if (first.duration === null) return true;
  const wrong = parts.findIndex(
    ({ duration, firstAge, values }, index) =>
      duration !== index + 1 ||
      firstAge !== first.firstAge ||
      values.length !== first.values.length,
  );
  const part = parts[wrong];
  if (part === undefined) return true;
  if (!columnNames.includes('duration')) {
    problems.add(missingColumn(file, `duration_${wrong + 1}`, columnNames));
    return false;
  }
  const label = keyLabel(tableKeys(columnNames), part.key);
  const of = label === '' ? '' : ` of ${label}`;
  const found =
    part.duration === wrong + 1
      ? `duration ${part.duration}${of} for ages ${agesOf(part)}`
      : `duration ${part.duration}${of} without duration ${wrong + 1}`;
  const expected = `durations from 1 without a gap, all for ages ${agesOf(first)}`;
  const message = `${file}: found ${found}, expected ${expected}.`;
  const place = { file, column: 'duration' };
  problems.add(wholeProblem('VALUE_INVALID', place, message, found, expected));
  return false;
}

function agesOf({ firstAge, values }: CurvePart): string {
  return `${firstAge} to ${firstAge + values.length - 1}`;
}
