/** Reads back what `write-result-folder.ts` wrote. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { resultFormats } from '../../../contracts/config.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { runResultSchema, type ColumnHash, type RunResult } from '../../../contracts/run-result.ts';
import type { Column, ColumnType } from '../../../contracts/table.ts';
import { openFile } from '../../../tables/node/file-source.ts';
import { checkRegularFile } from '../../../tables/node/regular-file.ts';
import { readTable } from '../../../tables/read-table.ts';
import { resultFileName } from './result-target.ts';

/** result.json of a folder. Throws FILE_NOT_FOUND, FILE_UNREADABLE. */
export async function readResult(folder: string): Promise<RunResult> {
  return await readResultFile(path.join(folder, resultFileName));
}

/** The description of a result. Throws FILE_NOT_FOUND, FILE_UNREADABLE. */
export async function readResultFile(file: string): Promise<RunResult> {
  await checkRegularFile(file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const message =
      `${file} cannot be read (${(error as NodeJS.ErrnoException).code}). ` +
      'Expected a result folder, as written by livecalc run --out.';
    throw new LiveCalcError('FILE_NOT_FOUND', message, { file }, error);
  }
  const parsed = runResultSchema.safeParse(jsonOrNull(text));
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.join('.') ?? '';
  const message = `${file} is not the description of a result${place && ` (key ${place})`}.`;
  throw new LiveCalcError('FILE_UNREADABLE', message, { file }, parsed.error);
}

/**
 * The columns that `result` lists, in its order, as the folder's files hold them; in the place of
 * one that cannot be read, the error that says why.
 */
export async function readResultColumns(
  folder: string,
  result: RunResult,
  signal: AbortSignal,
): Promise<readonly (Column | LiveCalcError)[]> {
  const files = await readdir(folder);
  const read: ReadColumns = (table, names) => readOne(folder, files, table, names, signal);
  const columns = new Map<string, Column | LiveCalcError>();
  for (const table of new Set(result.columns.map(({ name }) => splitName(name)[0]))) {
    const listed = result.columns.filter(({ name }) => splitName(name)[0] === table);
    const found = await wholeOrSingly(table, listed, read);
    for (const [index, { name }] of listed.entries()) columns.set(name, found[index]!);
  }
  return result.columns.map(({ name }) => columns.get(name)!);
}

type ReadColumns = (table: string, columns: readonly ColumnHash[]) => Promise<readonly Column[]>;

/** Reads a table's columns at once or, where that fails, one by one: the others may be whole. */
async function wholeOrSingly(
  table: string,
  columns: readonly ColumnHash[],
  read: ReadColumns,
): Promise<readonly (Column | LiveCalcError)[]> {
  const whole = await orError(() => read(table, columns));
  if (!(whole instanceof LiveCalcError)) return whole;
  const singly: (Column | LiveCalcError)[] = [];
  for (const column of columns) {
    const found = await orError(() => read(table, [column]));
    singly.push(found instanceof LiveCalcError ? found : (found[0] ?? whole));
  }
  return singly;
}

/** What `action` gives, or what it throws about the files. */
async function orError<T>(action: () => Promise<T>): Promise<T | LiveCalcError> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof LiveCalcError && error.code !== 'CANCELLED') return error;
    throw error;
  }
}

async function readOne(
  folder: string,
  files: readonly string[],
  table: string,
  columns: readonly ColumnHash[],
  signal: AbortSignal,
): Promise<readonly Column[]> {
  const name = resultFormats
    .map((format) => `${table}.${format}`)
    .find((one) => files.includes(one));
  if (name === undefined) {
    const message = `${folder} has no file of table ${table}, which result.json lists.`;
    throw new LiveCalcError('FILE_NOT_FOUND', message, { file: path.join(folder, table) });
  }
  const types = Object.fromEntries(
    columns.map((column): [string, ColumnType] => [splitName(column.name)[1], column.type]),
  );
  const file = path.join(folder, name);
  await using source = await openFile(file);
  const read = await readTable(source, { columns: Object.keys(types), types, signal });
  return read.columns;
}

/** `table.column`; a column's name may hold further dots. */
function splitName(name: string): readonly [string, string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
