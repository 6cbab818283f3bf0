/** Whether a result folder is what its result.json says, and where two results first differ. */
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { ColumnHash, RunResult } from '../../../contracts/run-result.ts';
import type { CreateSha256 } from '../../../contracts/sha256.ts';
import type { Column } from '../../../contracts/table.ts';
import { hashColumn } from '../../../runtime/hashing/column-hash.ts';
import { resultHash } from '../../../runtime/hashing/result-hash.ts';
import { exactNumber } from '../text/number-format.ts';
import { readResult, readResultColumns } from './read-result-folder.ts';

/** A result folder whose files agree with its result.json. */
export interface VerifiedResult {
  readonly folder: string;
  readonly result: RunResult;
  readonly columns: readonly Column[];
}

/**
 * Reads a result folder and recomputes every hash from the files' values. Throws HASH_MISMATCH
 * naming the first column that differs from result.json, FILE_NOT_FOUND, FILE_UNREADABLE.
 */
export async function verifyResult(
  folder: string,
  createSha256: CreateSha256,
  signal: AbortSignal,
): Promise<VerifiedResult> {
  const result = await readResult(folder);
  const columns = await readResultColumns(folder, result, signal);
  const hashes = columns.map((column, index): ColumnHash => {
    signal.throwIfAborted();
    const { name } = result.columns[index] as ColumnHash;
    const { type, values } = column;
    return { name, type, length: values.length, sha256: hashColumn(column, createSha256) };
  });
  hashes.forEach((found, index) => checkColumn(folder, found, result.columns[index] as ColumnHash));
  const found = resultHash(hashes, createSha256);
  if (found !== result.resultHash) {
    throw mismatch(
      `${folder}: the columns give the result hash ${found}, result.json says ${result.resultHash}.`,
      {
        found,
        expected: result.resultHash,
      },
    );
  }
  return { folder, result, columns };
}

function checkColumn(folder: string, found: ColumnHash, expected: ColumnHash): void {
  const facts = ['type', 'length', 'sha256'] as const;
  const wrong = facts.find((fact) => found[fact] !== expected[fact]);
  if (wrong === undefined) return;
  const message =
    `${folder}: column ${found.name} has ${wrong} ${found[wrong]}, where result.json says ` +
    `${expected[wrong]}. The file is not the one that was written with this result.json; ` +
    'compare it with another copy by --against.';
  throw mismatch(message, {
    column: found.name,
    found: String(found[wrong]),
    expected: String(expected[wrong]),
  });
}

/**
 * Throws HASH_MISMATCH naming the first column and row where two results differ, and both values;
 * columns in the order of the first result.
 */
export function compareResults(a: VerifiedResult, b: VerifiedResult): void {
  if (a.result.resultHash === b.result.resultHash) return;
  for (const [index, { name, type, length }] of a.result.columns.entries()) {
    const other = b.result.columns.findIndex((column) => column.name === name);
    if (other < 0)
      throw mismatch(`${b.folder} has no column ${name}, ${a.folder} has.`, { column: name });
    const twin = b.result.columns[other] as ColumnHash;
    if (twin.type !== type || twin.length !== length) {
      const found = `${type} of length ${length}`;
      const expected = `${twin.type} of length ${twin.length}`;
      const message = `Column ${name} is ${found} in ${a.folder}, ${expected} in ${b.folder}.`;
      throw mismatch(message, { column: name, found, expected });
    }
    compareColumns(name, a, a.columns[index] as Column, b, b.columns[other] as Column);
  }
  const known = new Set(a.result.columns.map(({ name }) => name));
  const extra = b.result.columns.find(({ name }) => !known.has(name))?.name ?? '';
  throw mismatch(`${a.folder} has no column ${extra}, ${b.folder} has.`, { column: extra });
}

function compareColumns(
  name: string,
  a: VerifiedResult,
  left: Column,
  b: VerifiedResult,
  right: Column,
): void {
  for (let index = 0; index < left.values.length; index += 1) {
    if (Object.is(left.values[index], right.values[index])) continue;
    const found = shownValue(left.values[index]);
    const expected = shownValue(right.values[index]);
    const message =
      `The results differ first at column ${name}, row ${index + 1}: ` +
      `${found} in ${a.folder}, ${expected} in ${b.folder}.`;
    throw mismatch(message, { column: name, row: index + 1, found, expected });
  }
}

function shownValue(value: number | string | undefined): string {
  return typeof value === 'number' ? exactNumber(value) : JSON.stringify(value);
}

function mismatch(message: string, details: LiveCalcError['details']): LiveCalcError {
  return new LiveCalcError('HASH_MISMATCH', message, details);
}
