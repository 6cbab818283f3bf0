/** Arrow out: one IPC stream, a record batch per group of rows. */
import {
  AsyncByteQueue,
  Field,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Uint32,
  Utf8,
} from 'apache-arrow';
import type { Data } from 'apache-arrow';
import type { Column, ColumnType, Table } from '../../contracts/table.ts';
import { joinBytes } from '../byte-sink.ts';
import type { ByteSink } from '../byte-sink.ts';
import { rowGroups } from '../row-groups.ts';

/** Writes the table, one batch in memory at a time; no field is nullable. */
export async function writeArrow(
  table: Table,
  sink: ByteSink,
  signal: AbortSignal | undefined,
): Promise<void> {
  const schema = new Schema(
    table.columns.map(({ name, type }) => new Field(name, arrowTypes[type](), false)),
  );
  const encoded = new EncodedBytes();
  const writer = new RecordBatchStreamWriter();
  writer.reset(encoded, schema);
  for (const { begin, end } of rowGroups(table, signal)) {
    writer.write(recordBatch(schema, table.columns, begin, end));
    await sink.write(encoded.take());
  }
  writer.finish();
  await sink.write(encoded.take());
}

const arrowTypes = {
  i32: () => new Int32(),
  u32: () => new Uint32(),
  f64: () => new Float64(),
  utf8: () => new Utf8(),
} as const satisfies Record<ColumnType, () => unknown>;

/** Where the writer puts bytes: its own queue cannot tell when it has been emptied. */
class EncodedBytes extends AsyncByteQueue {
  #pieces: Uint8Array[] = [];

  override write(piece: ArrayBufferView | ArrayBufferLike): void {
    const isView = ArrayBuffer.isView(piece);
    this.#pieces.push(
      isView
        ? new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength)
        : new Uint8Array(piece),
    );
  }

  /** Everything written since the last call. */
  take(): Uint8Array {
    const bytes = joinBytes(this.#pieces);
    this.#pieces = [];
    return bytes;
  }
}

function recordBatch(
  schema: Schema,
  columns: readonly Column[],
  begin: number,
  end: number,
): RecordBatch {
  const type = new Struct(schema.fields);
  const children = columns.map((column) => columnData(column, begin, end));
  const data = makeData({ type, length: end - begin, nullCount: 0, children });
  return new RecordBatch(schema, data);
}

/** Copies the rows, so that columns in shared memory can be written too. */
function columnData(column: Column, begin: number, end: number): Data {
  const shape = { length: end - begin, nullCount: 0 };
  switch (column.type) {
    case 'i32':
      return makeData({
        ...shape,
        type: new Int32(),
        data: new Int32Array(column.values.subarray(begin, end)),
      });
    case 'u32':
      return makeData({
        ...shape,
        type: new Uint32(),
        data: new Uint32Array(column.values.subarray(begin, end)),
      });
    case 'f64':
      return makeData({
        ...shape,
        type: new Float64(),
        data: new Float64Array(column.values.subarray(begin, end)),
      });
    case 'utf8':
      return makeData({ ...shape, type: new Utf8(), ...encodedTexts(column.values, begin, end) });
  }
}

const textEncoder = new TextEncoder();

function encodedTexts(
  values: readonly string[],
  begin: number,
  end: number,
): { valueOffsets: Int32Array; data: Uint8Array } {
  const valueOffsets = new Int32Array(end - begin + 1);
  const pieces: Uint8Array[] = [];
  for (let row = begin; row < end; row++) {
    const bytes = textEncoder.encode(values[row]);
    pieces.push(bytes);
    valueOffsets[row - begin + 1] = (valueOffsets[row - begin] as number) + bytes.length;
  }
  return { valueOffsets, data: joinBytes(pieces) };
}
