/** Parquet in: row group by row group, column by column, so that one column chunk is decoded at a time. */
import { parquetMetadataAsync, parquetRead } from 'hyparquet';
import type { AsyncBuffer, DecodedArray, FileMetaData, RowGroup } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Table } from '../../contracts/table.ts';
import type { ByteSource } from '../byte-source.ts';
import { throwIfCancelled } from '../cancellation.ts';
import { columnBuilder } from '../columns/column-builder.ts';
import type { ColumnBuilder } from '../columns/column-context.ts';
import { storedContents } from '../columns/stored-type.ts';
import { problemError, wholeProblem } from '../problem.ts';
import type { TableFile, TableRequest } from '../table-file.ts';
import { tableName } from '../table-name.ts';
import { checkMagic } from './parquet-magic.ts';
import { parquetColumns, withoutConversions } from './parquet-schema.ts';
import type { ParquetColumn } from './parquet-schema.ts';

/** Opens a Parquet file: reads its footer. Throws FILE_UNREADABLE. */
export async function openParquet(source: ByteSource): Promise<TableFile> {
  await checkMagic(source);
  const file: ParquetSource = { source, buffer: asyncBuffer(source) };
  const metadata = await decoding(source, 'its footer', () =>
    parquetMetadataAsync(file.buffer, { geoparquet: false }),
  );
  const columns = parquetColumns(metadata);
  return {
    columnNames: columns.map((column) => column.name),
    contents: async () => storedContents(columns),
    read: (request) => readColumns(file, metadata, columns, request),
  };
}

interface ParquetSource {
  readonly source: ByteSource;
  readonly buffer: AsyncBuffer;
}

async function readColumns(
  file: ParquetSource,
  metadata: FileMetaData,
  columns: readonly ParquetColumn[],
  request: TableRequest,
): Promise<Table> {
  const { source } = file;
  const rows = rowCount(source, metadata);
  const builders = request.columns.map((name) => {
    const column = columns.find((candidate) => candidate.name === name);
    return { name, builder: parquetBuilder(source, column, rows, request) };
  });
  const plain = withoutConversions(metadata);
  for (const group of metadata.row_groups) {
    if (group.num_rows === 0n) continue;
    for (const { name, builder } of builders) {
      throwIfCancelled(request.signal);
      await readColumnChunk(file, plain, group, name, builder);
    }
  }
  const built = builders.map(({ builder }) => builder.finish());
  return { name: tableName(source.name), length: rows, columns: built };
}

function rowCount({ name, sizeBytes }: ByteSource, metadata: FileMetaData): number {
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + group.num_rows, 0n);
  if (inGroups === metadata.num_rows && inGroups >= 0n && inGroups < 2n ** 32n) {
    return Number(inGroups);
  }
  throw new LiveCalcError(
    'FILE_UNREADABLE',
    `${name} (${sizeBytes} bytes) is damaged: its footer names ${metadata.num_rows} rows, its row groups ${inGroups}.`,
    { file: name },
  );
}

function parquetBuilder(
  { name: file }: ByteSource,
  column: ParquetColumn | undefined,
  rows: number,
  { report }: TableRequest,
): ColumnBuilder {
  if (column === undefined) throw new LiveCalcError('INTERNAL', `${file} has no such column.`);
  const { name, type, description } = column;
  if (type !== null) return columnBuilder(type, { file, name, capacity: rows, report });
  const expected = 'numbers, text, booleans, dates or timestamps';
  const message = `Column ${name} of ${file} holds ${description}, expected ${expected}. Leave it out or convert it.`;
  throw problemError(
    wholeProblem('COLUMN_INVALID', { file, column: name }, message, description, expected),
  );
}

async function readColumnChunk(
  { source, buffer }: ParquetSource,
  metadata: FileMetaData,
  group: RowGroup,
  name: string,
  builder: ColumnBuilder,
): Promise<void> {
  // Kept and appended afterwards: an error thrown from inside the callback would go unseen.
  const chunks: DecodedArray[] = [];
  await decoding(source, `column ${name}`, () =>
    parquetRead({
      file: buffer,
      metadata: { ...metadata, num_rows: group.num_rows, row_groups: [group] },
      columns: [name],
      compressors,
      utf8: false,
      parsers,
      onChunk: ({ columnData }) => chunks.push(columnData),
    }),
  );
  const decoded = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (decoded !== Number(group.num_rows)) {
    const message = `${source.name} is damaged: column ${name} of a row group has ${decoded} values, expected ${group.num_rows}.`;
    throw new LiveCalcError('FILE_UNREADABLE', message, { file: source.name, column: name });
  }
  for (const chunk of chunks) builder.append(chunk);
}

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const parsers = {
  stringFromBytes: (bytes: Uint8Array): string => textDecoder.decode(bytes),
  // Reached by INT96 alone, whose type tells that it is a timestamp.
  timestampFromNanoseconds: (nanoseconds: bigint): bigint => nanoseconds,
};

/** Every error of the Parquet library becomes FILE_UNREADABLE here, and only here. */
async function decoding<T>(source: ByteSource, what: string, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (cause) {
    if (cause instanceof LiveCalcError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${source.name} cannot be read as Parquet: ${what} is damaged or of a kind that is not supported (${reason}). Write the file again.`;
    throw new LiveCalcError('FILE_UNREADABLE', message, { file: source.name }, cause);
  }
}

function asyncBuffer(source: ByteSource): AsyncBuffer {
  return {
    byteLength: source.sizeBytes,
    async slice(begin, end = source.sizeBytes) {
      const bytes = await source.read(begin, Math.min(end, source.sizeBytes));
      const isWhole = bytes.byteLength === bytes.buffer.byteLength;
      return isWhole ? bytes.buffer : bytes.slice().buffer;
    },
  };
}
