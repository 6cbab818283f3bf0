/** Whether a result folder is what its result.json says. */
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { ColumnHash, RunResult } from '../../../contracts/run-result.ts';
import type { CreateSha256 } from '../../../contracts/sha256.ts';
import type { Column } from '../../../contracts/table.ts';
import { hashColumn } from '../../../runtime/hashing/column-hash.ts';
import { resultHash } from '../../../runtime/hashing/result-hash.ts';
import { readResult, readResultColumns } from './read-result-folder.ts';

/** A result folder as its files are. */
export interface InspectedResult {
  readonly folder: string;
  readonly result: RunResult;
  /** In the order of `result.columns`; null for one that cannot be read. */
  readonly columns: readonly (Column | null)[];
  /** The first thing in which the files are not what result.json says, null where there is none. */
  readonly fault: LiveCalcError | null;
}

/** A result folder whose files are what its result.json says. */
export interface VerifiedResult extends InspectedResult {
  readonly columns: readonly Column[];
  readonly fault: null;
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
  const { result, columns, fault } = await inspectResult(folder, createSha256, signal);
  if (fault !== null) throw fault;
  return { folder, result, columns: columns.filter((column) => column !== null), fault };
}

/** As `verifyResult`, for who goes on with a fault. Throws what is wrong with result.json itself. */
export async function inspectResult(
  folder: string,
  createSha256: CreateSha256,
  signal: AbortSignal,
): Promise<InspectedResult> {
  const result = await readResult(folder);
  const read = await readResultColumns(folder, result, signal);
  const hashes: ColumnHash[] = [];
  let fault: LiveCalcError | null = null;
  for (const [index, column] of read.entries()) {
    signal.throwIfAborted();
    if (column instanceof LiveCalcError) fault ??= column;
    else {
      const expected = result.columns[index] as ColumnHash;
      const hash = describe(expected.name, column, createSha256);
      fault ??= columnFault(folder, hash, expected);
      hashes.push(hash);
    }
  }
  if (result.resultHash !== null) {
    fault ??= hashFault(folder, resultHash(hashes, createSha256), result.resultHash);
  }
  const columns = read.map((column) => (column instanceof LiveCalcError ? null : column));
  return { folder, result, columns, fault };
}

function describe(name: string, column: Column, createSha256: CreateSha256): ColumnHash {
  const { type, values } = column;
  return { name, type, length: values.length, sha256: hashColumn(column, createSha256) };
}

function hashFault(folder: string, found: string, expected: string): LiveCalcError | null {
  if (found === expected) return null;
  const message = `${folder}: the columns give the result hash ${found}, result.json says ${expected}.`;
  return mismatch(message, { found, expected });
}

function columnFault(
  folder: string,
  found: ColumnHash,
  expected: ColumnHash,
): LiveCalcError | null {
  const facts = ['type', 'length', 'sha256'] as const;
  const wrong = facts.find((fact) => found[fact] !== expected[fact]);
  if (wrong === undefined) return null;
  const message =
    `${folder}: column ${found.name} has ${wrong} ${found[wrong]}, where result.json says ` +
    `${expected[wrong]}. The file is not the one that was written with this result.json; ` +
    'compare it with another copy by --against.';
  return mismatch(message, {
    column: found.name,
    found: String(found[wrong]),
    expected: String(expected[wrong]),
  });
}

/** Throws HASH_MISMATCH for a partial result: it is the same as no other (I1). */
export function checkWhole({ folder, result: { partial } }: InspectedResult): void {
  if (partial === null) return;
  const failed = partial.failures.map(({ node, code }) => `${node} (${code})`).join(', ');
  const because = failed === '' ? '' : `: ${failed} did not succeed`;
  const message =
    `${folder} has a partial result, which has no result hash and is compared with nothing${because}. ` +
    'Without --against its columns are verified.';
  throw mismatch(message, { found: 'a partial result', expected: 'a whole result' });
}

/** HASH_MISMATCH. */
export function mismatch(message: string, details: LiveCalcError['details']): LiveCalcError {
  return new LiveCalcError('HASH_MISMATCH', message, details);
}
