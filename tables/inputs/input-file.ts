/** One input file: opened, hashed, read, its columns looked up. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ControlTotals, InputSummary } from '../../contracts/run-inputs.ts';
import type { Column, ColumnType, Table } from '../../contracts/table.ts';
import type { ByteSource } from '../byte-source.ts';
import { piecesOf } from '../byte-source.ts';
import { throwIfCancelled } from '../cancellation.ts';
import { misspeltColumns, missingColumn } from '../column-names.ts';
import { errorProblem, wholeProblem } from '../problem.ts';
import { openTable } from '../read-table.ts';
import type { TableFile } from '../table-file.ts';
import { fileName } from './input-request.ts';
import type { FileRequest } from './input-request.ts';
import type { ProblemList } from './problem-list.ts';

/** What is read of a file. */
export interface InputShape {
  /** `policies`, `mortality`, `lapse`, `expenses`, `product`, `scenarios`, `base`. */
  readonly role: string;
  /** Columns that must be there; a function where they depend on those that are. */
  readonly required: readonly string[] | ((columnNames: readonly string[]) => readonly string[]);
  /** Further columns to read, of those the file has. */
  readonly others: (columnNames: readonly string[]) => readonly string[];
  /** Columns that are read where they are there: another that looks like an absent one is refused. */
  readonly optional?: readonly string[];
  /** Types for CSV. */
  readonly types: (column: string) => ColumnType | undefined;
}

/** A file that could be read; single columns of it may still be missing. */
export interface InputFile {
  /** The path as the config or the command line gives it, without local://. */
  readonly file: string;
  readonly rows: number;
  /** Of all columns, read or not. */
  readonly columnNames: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
  summary(controlTotals: ControlTotals): InputSummary;
}

/** Reads a file. Null: it could not be read at all, and the list says why. Throws CANCELLED. */
export async function readInputFile(
  request: FileRequest,
  reference: string,
  shape: InputShape,
  problems: ProblemList,
): Promise<InputFile | null> {
  const file = fileName(request, reference);
  let source: ByteSource | undefined;
  try {
    source = await request.open(reference);
    return await readSource(request, named(source, file), shape, problems);
  } catch (error) {
    const isOfFile = error instanceof LiveCalcError && fileCodes.has(error.code);
    if (!isOfFile) throw error;
    problems.add(errorProblem(error, file));
    return null;
  } finally {
    await source?.[Symbol.asyncDispose]?.();
  }
}

/** What may be wrong with a file as a whole. */
export const fileCodes: ReadonlySet<string> = new Set([
  'FILE_NOT_FOUND',
  'FILE_UNREADABLE',
  'COLUMN_INVALID',
  'VALUE_INVALID',
  'EMPTY_INPUT',
]);

/** The source under the name that the user gave it. */
export function named(source: ByteSource, name: string): ByteSource {
  const { sizeBytes, format } = source;
  return { name, format, sizeBytes, read: (begin, end) => source.read(begin, end) };
}

async function readSource(
  request: FileRequest,
  source: ByteSource,
  shape: InputShape,
  problems: ProblemList,
): Promise<InputFile> {
  const opened = await openTable(source);
  const table = await readShape(request, source.name, opened, shape, problems);
  if (table.length === 0) problems.add(emptyFile(source.name, shape.role));
  const sha256 = await hashOf(request, source);
  return {
    file: source.name,
    rows: table.length,
    columnNames: opened.columnNames,
    columns: new Map(table.columns.map((column) => [column.name, column])),
    summary: (controlTotals) => ({
      role: shape.role,
      file: source.name,
      rows: table.length,
      sha256,
      controlTotals,
    }),
  };
}

async function readShape(
  { signal }: FileRequest,
  file: string,
  opened: TableFile,
  { required, others, optional = [], types }: InputShape,
  problems: ProblemList,
): Promise<Table> {
  const { columnNames } = opened;
  const needed = typeof required === 'function' ? required(columnNames) : required;
  for (const column of needed) {
    if (!columnNames.includes(column)) {
      problems.add(missingColumn(file, column, columnNames));
    }
  }
  const wanted = new Set([...needed, ...others(columnNames)]);
  const columns = columnNames.filter((name) => wanted.has(name));
  const unread = columnNames.filter((name) => !wanted.has(name));
  for (const problem of misspeltColumns(
    file,
    unread,
    optional.filter((name) => !wanted.has(name)),
  )) {
    problems.add(problem);
  }
  const known = columns.flatMap((name) => {
    const type = types(name);
    return type === undefined ? [] : [[name, type] as const];
  });
  const report = problems.addPlaceholder.bind(problems);
  return opened.read({ columns, types: Object.fromEntries(known), report, signal });
}

function emptyFile(file: string, role: string): ReturnType<typeof wholeProblem> {
  const message = `${file} has a header but no rows: there is nothing to value without ${role}.`;
  return wholeProblem('EMPTY_INPUT', { file, column: null }, message, '0 rows', 'at least one row');
}

const hashPieceBytes = 1 << 20;

/** SHA-256 of the file's bytes. Throws CANCELLED. */
export async function hashOf(
  { createSha256, signal }: Pick<FileRequest, 'createSha256' | 'signal'>,
  source: ByteSource,
): Promise<string> {
  const sha256 = createSha256();
  for await (const piece of piecesOf(source, hashPieceBytes)) {
    throwIfCancelled(signal);
    sha256.update(piece);
  }
  return sha256.digest();
}
