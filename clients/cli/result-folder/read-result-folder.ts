/** Reads back what `write-result-folder.ts` wrote. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { resultFormats } from '../../../contracts/config.ts';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { runResultSchema, type RunResult } from '../../../contracts/run-result.ts';
import type { Column, ColumnType, Table } from '../../../contracts/table.ts';
import { openFile } from '../../../tables/node/file-source.ts';
import { checkRegularFile } from '../../../tables/node/regular-file.ts';
import { readTable } from '../../../tables/read-table.ts';
import { resultFileName } from './result-target.ts';

/** result.json of a folder. Throws FILE_NOT_FOUND, FILE_UNREADABLE. */
export async function readResult(folder: string): Promise<RunResult> {
  const file = path.join(folder, resultFileName);
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

/** The columns that `result` lists, in its order, as the folder's files hold them. */
export async function readResultColumns(
  folder: string,
  result: RunResult,
  signal: AbortSignal,
): Promise<readonly Column[]> {
  const files = await readdir(folder);
  const tables = new Map<string, Table>();
  const columns: Column[] = [];
  for (const { name } of result.columns) {
    const [table, column] = splitName(name);
    if (!tables.has(table)) tables.set(table, await readOne(folder, files, table, result, signal));
    const found = tables.get(table)?.columns.find((candidate) => candidate.name === column);
    if (found === undefined) {
      const message = `Table ${table} in ${folder} has no column ${column}, which result.json lists.`;
      throw new LiveCalcError('COLUMN_INVALID', message, { file: folder, column: name });
    }
    columns.push(found);
  }
  return columns;
}

async function readOne(
  folder: string,
  files: readonly string[],
  table: string,
  result: RunResult,
  signal: AbortSignal,
): Promise<Table> {
  const name = resultFormats
    .map((format) => `${table}.${format}`)
    .find((one) => files.includes(one));
  if (name === undefined) {
    const message = `${folder} has no file of table ${table}, which result.json lists.`;
    throw new LiveCalcError('FILE_NOT_FOUND', message, { file: path.join(folder, table) });
  }
  const types = Object.fromEntries(
    result.columns
      .filter((column) => splitName(column.name)[0] === table)
      .map((column): [string, ColumnType] => [splitName(column.name)[1] ?? '', column.type]),
  );
  const file = path.join(folder, name);
  await using source = await openFile(file);
  return await readTable(source, { columns: Object.keys(types), types, signal });
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
