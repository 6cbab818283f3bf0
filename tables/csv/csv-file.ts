/** CSV in: RFC 4180, UTF-8 with or without BOM, LF or CRLF, a header of names, decimal points. */
import type { ColumnType, Table } from '../../contracts/table.ts';
import type { ByteSource } from '../byte-source.ts';
import { problemError, valueProblem, wholeProblem } from '../problem.ts';
import type { ColumnContent, TableFile, TableRequest } from '../table-file.ts';
import { tableName } from '../table-name.ts';
import { cellBuilder } from './cell-builder.ts';
import type { CellBuilder } from './cell-builder.ts';
import { checkSeparator, checkStart } from './check-start.ts';
import { csvRecords } from './csv-records.ts';
import { typeGuess, type TypeGuess } from './infer-types.ts';

/** Opens a CSV file: reads its header. Throws EMPTY_INPUT where there is none, FILE_UNREADABLE. */
export async function openCsv(source: ByteSource): Promise<TableFile> {
  await checkStart(source);
  for await (const [header] of csvRecords(source, undefined)) {
    if (header === undefined) continue;
    checkSeparator(source.name, header);
    return {
      columnNames: header,
      contents: (signal) => contentsOf(source, header, signal),
      read: (request) => readCsv(source, header, request),
    };
  }
  const message = `${source.name} is empty. Expected a header line with the names of columns, then rows.`;
  throw problemError(
    wholeProblem('EMPTY_INPUT', { file: source.name, column: null }, message, 'an empty file'),
  );
}

interface CellReader {
  readonly name: string;
  /** Position in a record. */
  readonly position: number;
  readonly builder: CellBuilder;
}

async function readCsv(
  source: ByteSource,
  header: readonly string[],
  request: TableRequest,
): Promise<Table> {
  const types = await typesOf(source, header, request);
  const readers: CellReader[] = request.columns.map((name) => ({
    name,
    position: header.indexOf(name),
    builder: cellBuilder(types.get(name) ?? 'utf8'),
  }));
  let rows = 0;
  for await (const batch of dataRecords(source, request.signal)) {
    for (const record of batch) {
      rows += 1;
      readRecord(source.name, rows, record, header, readers, request);
    }
  }
  const columns = readers.map(({ name, builder }) => builder.finish(name));
  return { name: tableName(source.name), length: rows, columns };
}

function readRecord(
  file: string,
  row: number,
  record: readonly string[],
  header: readonly string[],
  readers: readonly CellReader[],
  { report }: TableRequest,
): void {
  const isWhole = record.length === header.length;
  if (!isWhole) report(wrongLength(file, row, record, header));
  for (const reader of readers) {
    const cell = isWhole ? (record[reader.position] as string) : '';
    const isOfType = reader.builder.append(cell);
    if (!isOfType && isWhole) report(wrongCell(file, row, reader, cell));
  }
}

/** The rows below the header, in batches: a promise per row would cost more than the row. */
async function* dataRecords(
  source: ByteSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<string[][]> {
  let isHeader = true;
  for await (const batch of csvRecords(source, signal)) {
    yield isHeader ? batch.slice(1) : batch;
    isHeader = false;
  }
}

async function contentsOf(
  source: ByteSource,
  header: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly ColumnContent[]> {
  const guesses = await guessTypes(source, header, header, signal);
  return guesses.map(({ name, guess }) => {
    const type = guess.type();
    if (type === 'utf8') return { holds: 'text', name, firstText: guess.firstText() };
    return { holds: 'numbers', name, type };
  });
}

/** Expected types, and for other columns what a first pass over the file finds. */
async function typesOf(
  source: ByteSource,
  header: readonly string[],
  { columns, types, signal }: Pick<TableRequest, 'columns' | 'types' | 'signal'>,
): Promise<Map<string, ColumnType>> {
  const found = new Map<string, ColumnType>(Object.entries(types));
  const unknown = columns.filter((name) => !found.has(name));
  if (unknown.length === 0) return found;
  for (const { name, guess } of await guessTypes(source, header, unknown, signal)) {
    found.set(name, guess.type());
  }
  return found;
}

async function guessTypes(
  source: ByteSource,
  header: readonly string[],
  columns: readonly string[],
  signal: AbortSignal | undefined,
): Promise<readonly { readonly name: string; readonly guess: TypeGuess }[]> {
  const guesses = columns.map((name) => ({
    name,
    position: header.indexOf(name),
    guess: typeGuess(),
  }));
  for await (const batch of dataRecords(source, signal)) {
    for (const { position, guess } of guesses) {
      for (const record of batch) guess.see(record[position] ?? '');
    }
  }
  return guesses;
}

function wrongLength(
  file: string,
  row: number,
  record: readonly string[],
  header: readonly string[],
): ReturnType<typeof wholeProblem> {
  const found = `${record.length} ${record.length === 1 ? 'cell' : 'cells'}`;
  const expected = `${header.length}, as in the header`;
  const message = `${file}, row ${row}: found ${found}, expected ${expected}. A text with a comma in it needs quotes around it.`;
  const place = { file, column: null };
  return { ...wholeProblem('VALUE_INVALID', place, message, found, expected), row };
}

function wrongCell(
  file: string,
  row: number,
  { name, builder }: CellReader,
  cell: string,
): ReturnType<typeof valueProblem> {
  const found = cell === '' ? 'an empty cell' : JSON.stringify(cell);
  return valueProblem({ file, row, column: name }, found, builder.expected);
}
