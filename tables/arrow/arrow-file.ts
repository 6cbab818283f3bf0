/** Arrow IPC in, as a stream or a file; a stream is read one record batch at a time (I6). */
import { RecordBatchReader } from 'apache-arrow';
import type { RecordBatch, Schema } from 'apache-arrow';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Table } from '../../contracts/table.ts';
import type { ByteSource } from '../byte-source.ts';
import { piecesOf } from '../byte-source.ts';
import { throwIfCancelled } from '../cancellation.ts';
import { columnBuilder } from '../columns/column-builder.ts';
import type { ColumnBuilder } from '../columns/column-context.ts';
import { storedContents } from '../columns/stored-type.ts';
import { problemError, wholeProblem } from '../problem.ts';
import type { TableFile, TableRequest } from '../table-file.ts';
import { tableName } from '../table-name.ts';
import { checkEnds, pieceBytes } from './arrow-ends.ts';
import type { ArrowForm } from './arrow-ends.ts';
import { arrowChunks, arrowType } from './arrow-type.ts';

/** Opens an Arrow file or stream: reads its schema. Throws FILE_UNREADABLE. */
export async function openArrow(source: ByteSource): Promise<TableFile> {
  const form = await checkEnds(source);
  const schema = await decoding(source, async () => {
    const reader = await openReader(source, form);
    const found = reader.schema;
    await reader.cancel();
    return found;
  });
  return {
    columnNames: schema.fields.map((field) => field.name),
    contents: async () =>
      storedContents(schema.fields.map(({ name, type }) => ({ name, type: arrowType(type) }))),
    read: (request) => decoding(source, () => readArrow(source, form, schema, request)),
  };
}

async function openReader(source: ByteSource, form: ArrowForm): Promise<RecordBatchReader> {
  if (form === 'stream') {
    return (await RecordBatchReader.from(piecesOf(source, pieceBytes))).open();
  }
  // This form starts from its footer, so it is read whole.
  return RecordBatchReader.from(await source.read(0, source.sizeBytes)).open();
}

async function readArrow(
  source: ByteSource,
  form: ArrowForm,
  schema: Schema,
  request: TableRequest,
): Promise<Table> {
  const builders = request.columns.map((name) => arrowBuilder(source.name, schema, name, request));
  let length = 0;
  const reader = await openReader(source, form);
  for await (const batch of reader as AsyncIterable<RecordBatch>) {
    throwIfCancelled(request.signal);
    length += batch.numRows;
    for (const [index, builder] of builders.entries()) {
      const vector = batch.getChild(request.columns[index] as string);
      for (const chunk of vector === null ? [] : arrowChunks(vector)) builder.append(chunk);
    }
  }
  const columns = builders.map((builder) => builder.finish());
  return { name: tableName(source.name), length, columns };
}

function arrowBuilder(
  file: string,
  schema: Schema,
  name: string,
  { report }: TableRequest,
): ColumnBuilder {
  const field = schema.fields.find((candidate) => candidate.name === name);
  const type = field === undefined ? null : arrowType(field.type);
  if (type !== null) return columnBuilder(type, { file, name, capacity: 0, report });
  const found = String(field?.type);
  const expected = 'numbers, text, booleans, dates or timestamps';
  const message = `Column ${name} of ${file} holds ${found}, expected ${expected}. Leave it out or convert it.`;
  throw problemError(
    wholeProblem('COLUMN_INVALID', { file, column: name }, message, found, expected),
  );
}

/** Every error of the Arrow library becomes FILE_UNREADABLE here, and only here. */
async function decoding<T>(source: ByteSource, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (cause) {
    if (cause instanceof LiveCalcError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const isCompressed = /codec|compress/i.test(reason);
    const advice = isCompressed
      ? 'Compressed Arrow is not read here: write it with compression="uncompressed".'
      : 'Write the file again.';
    const message = `${source.name} cannot be read as Arrow: it is damaged, cut short or of a kind that is not supported (${reason}). ${advice}`;
    throw new LiveCalcError('FILE_UNREADABLE', message, { file: source.name }, cause);
  }
}
