/** What differs between two outcomes, down to the first value. */
import type { Column, Table } from '../../contracts/table.ts';
import { canonicalJson, type Json } from '../../runtime/hashing/canonical-json.ts';
import { arrivedColumns, arrivedHash, type Outcome } from './outcome.ts';
import { shownValue, valueText, type ShownValue } from './shown-value.ts';

export interface Difference {
  /** `table.column`, or what else is not the same: `run hash`, `told result hash`, `statistics`. */
  readonly what: string;
  /** The first row that differs, from 1; null where it is not a value. */
  readonly row: number | null;
  /** What names that row: its ids, year and groups. */
  readonly keys: Readonly<Record<string, string>>;
  readonly expected: ShownValue;
  readonly found: ShownValue;
}

/** Everything that differs; of values the first of the first column. Nothing where they are the same. */
export function differences(expected: Outcome, found: Outcome): readonly Difference[] {
  const values = firstValue(expected, found);
  return [
    ...(values === null ? [] : [values]),
    ...unequal('run hash', expected.result.runHash, found.result.runHash),
    ...unequal('told result hash', arrivedHash(found), found.result.resultHash ?? 'none'),
    ...unequal('statistics', statisticsText(expected), statisticsText(found)),
  ];
}

/** `scenarios.npv, row 5 (scenario_id 4): expected 1 (bits ...), found ...`. */
export function differenceText({ what, row, keys, expected, found }: Difference): string {
  const names = Object.entries(keys).map(([name, value]) => `${name} ${value}`);
  const where = row === null ? '' : `, row ${row}`;
  const named = names.length === 0 ? '' : ` (${names.join(', ')})`;
  return `${what}${where}${named}: expected ${valueText(expected)}, found ${valueText(found)}`;
}

function unequal(what: string, expected: string, found: string): readonly Difference[] {
  if (expected === found) return [];
  return [{ what, row: null, keys: {}, expected: plain(expected), found: plain(found) }];
}

function plain(text: string): ShownValue {
  return { text, bits: null };
}

/** Statistics are no part of the result hash, yet every place must compute the same. */
function statisticsText({ result }: Outcome): string {
  const { statistics, base, sensitivities } = result;
  return canonicalJson({ statistics, base, sensitivities } as unknown as Json);
}

function firstValue(expected: Outcome, found: Outcome): Difference | null {
  const others = new Map(arrivedColumns(found).map((one) => [one.name, one]));
  for (const column of arrivedColumns(expected)) {
    const other = others.get(column.name);
    others.delete(column.name);
    const shape = `${column.type}[${column.length}]`;
    const otherShape = other === undefined ? 'no such column' : `${other.type}[${other.length}]`;
    const [difference] = unequal(column.name, shape, otherShape);
    if (difference !== undefined) return difference;
    if (column.sha256 !== other?.sha256) return valueDifference(column.name, expected, found);
  }
  const [extra] = others.keys();
  return extra === undefined ? null : unequal(extra, 'no such column', 'a column')[0]!;
}

/** Of two columns of one type and length whose hashes differ. */
function valueDifference(name: string, expected: Outcome, found: Outcome): Difference {
  const [table, column] = columnOf(expected, name);
  const [, other] = columnOf(found, name);
  const row = column.values.findIndex((value, index) => !Object.is(value, other.values[index]));
  return {
    what: name,
    row: row + 1,
    keys: keysOf(table, row),
    expected: shownValue(column, row),
    found: shownValue(other, row),
  };
}

function columnOf({ tables }: Outcome, fullName: string): readonly [Table, Column] {
  for (const table of tables) {
    const column = table.columns.find(({ name }) => `${table.name}.${name}` === fullName);
    if (column !== undefined) return [table, column];
  }
  throw new RangeError(`no column ${fullName}`);
}

/** Ids, years and groups are whole numbers and texts; results are f64. */
function keysOf({ columns }: Table, row: number): Record<string, string> {
  const keys = columns.filter(({ type }) => type !== 'f64');
  return Object.fromEntries(keys.map((key) => [key.name, String(key.values[row])]));
}
