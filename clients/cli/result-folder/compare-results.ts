/** Where two results first differ. */
import type { LiveCalcError } from '../../../contracts/errors.ts';
import type { Column } from '../../../contracts/table.ts';
import { exactNumber } from '../text/number-format.ts';
import { checkWhole, mismatch, type InspectedResult } from './verify-result.ts';

/**
 * Throws HASH_MISMATCH naming the first column and row where the values of two results differ, and
 * both values; columns in the order of the first result. Files that are not what their result.json
 * says are compared all the same, and the message says so; where no value differs, that is thrown.
 * A partial result is not compared: what it lacks would be the difference.
 */
export function compareResults(a: InspectedResult, b: InspectedResult): void {
  for (const one of [a, b]) checkWhole(one);
  const fault = a.fault ?? b.fault;
  const isSame = a.result.resultHash === b.result.resultHash;
  if (fault === null && isSame) return;
  const difference = firstDifference(a, b);
  if (difference === null) {
    if (fault === null) return;
    throw fault;
  }
  const untrue = [a, b].filter((one) => one.fault !== null).map(untrueSentence);
  throw mismatch([difference.message, ...untrue].join(' '), difference.details);
}

function untrueSentence({ folder }: InspectedResult): string {
  return `The files in ${folder} do not have the hash that its own result.json tells.`;
}

type Difference = Pick<LiveCalcError, 'message' | 'details'>;

function firstDifference(a: InspectedResult, b: InspectedResult): Difference | null {
  for (const [index, { name }] of a.result.columns.entries()) {
    const twin = b.result.columns.findIndex((column) => column.name === name);
    if (twin < 0) return lacking(b, name, a);
    const left = a.columns[index] ?? null;
    const right = b.columns[twin] ?? null;
    if (left === null || right === null) continue;
    const difference = columnDifference(name, [a.folder, left], [b.folder, right]);
    if (difference !== null) return difference;
  }
  const known = new Set(a.result.columns.map(({ name }) => name));
  const extra = b.result.columns.find(({ name }) => !known.has(name));
  return extra === undefined ? null : lacking(a, extra.name, b);
}

function lacking(one: InspectedResult, name: string, other: InspectedResult): Difference {
  const message = `${one.folder} has no column ${name}, ${other.folder} has.`;
  return { message, details: { column: name } };
}

/** A column and the folder it is in. */
type Placed = readonly [folder: string, column: Column];

function columnDifference(
  name: string,
  [aFolder, a]: Placed,
  [bFolder, b]: Placed,
): Difference | null {
  if (a.type !== b.type) {
    const message = `Column ${name} is ${a.type} in ${aFolder}, ${b.type} in ${bFolder}.`;
    return { message, details: { column: name, found: a.type, expected: b.type } };
  }
  const [aRows, bRows] = [a.values.length, b.values.length];
  const shorter = Math.min(aRows, bRows);
  let index = 0;
  while (index < shorter && Object.is(a.values[index], b.values[index])) index += 1;
  if (index === aRows && index === bRows) return null;
  const [found, expected] = [shownValue(a.values[index]), shownValue(b.values[index])];
  const lengths =
    aRows === bRows ? '' : ` The column has ${aRows} rows in ${aFolder}, ${bRows} in ${bFolder}.`;
  const message =
    `The results differ first at column ${name}, row ${index + 1}: ` +
    `${found} in ${aFolder}, ${expected} in ${bFolder}.${lengths}`;
  return { message, details: { column: name, row: index + 1, found, expected } };
}

function shownValue(value: number | string | undefined): string {
  if (value === undefined) return 'no such row';
  return typeof value === 'number' ? exactNumber(value) : JSON.stringify(value);
}
