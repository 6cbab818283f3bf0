/** Parquet out. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { ColumnSource } from 'hyparquet-writer';
import { writeMetadata } from 'hyparquet-writer/src/metadata.js';
import type { SchemaElement } from 'hyparquet';
import type { Column, ColumnType, Table } from '../../contracts/table.ts';
import type { ByteSink } from '../byte-sink.ts';
import { rowGroups } from '../row-groups.ts';

/** PAR1, little-endian. */
const magic = 0x31524150;

/** Writes the table, one row group in memory at a time; every column is required (no nulls). */
export async function writeParquet(
  table: Table,
  sink: ByteSink,
  signal: AbortSignal | undefined,
): Promise<void> {
  const bytes = new ByteWriter();
  const schema = [
    { name: 'schema', num_children: table.columns.length },
    ...table.columns.map(schemaElement),
  ];
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'livecalc' });
  for (const { begin, end } of rowGroups(table, signal)) {
    const columnData = table.columns.map((column) => columnSource(column, begin, end));
    await writer.write({ columnData, rowGroupSize: end - begin });
    await drain(bytes, sink);
  }
  writeFooter(bytes, writer);
  await drain(bytes, sink);
}

/** What `writer.finish` would write, but for the version: 1, for parquetjs refuses any other. */
function writeFooter(
  bytes: ByteWriter,
  { schema, num_rows, row_groups, createdBy }: ParquetWriter,
): void {
  writeMetadata(bytes, {
    version: 1,
    created_by: createdBy,
    schema,
    num_rows,
    row_groups,
    metadata_length: 0,
  });
  bytes.appendUint32(magic);
}

/** Hands over what was encoded and reuses the buffer; `offset` goes on counting for the footer. */
async function drain(bytes: ByteWriter, sink: ByteSink): Promise<void> {
  await sink.write(bytes.getBytes());
  bytes.index = 0;
}

const elements = {
  i32: { type: 'INT32' },
  // No logical_type: hyparquet-writer 0.17 writes its bit width as i32, which pyarrow refuses to read.
  u32: { type: 'INT32', converted_type: 'UINT_32' },
  f64: { type: 'DOUBLE' },
  utf8: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
} as const satisfies Record<ColumnType, Omit<SchemaElement, 'name'>>;

function schemaElement({ name, type }: Column): SchemaElement {
  return { name, repetition_type: 'REQUIRED', ...elements[type] };
}

function columnSource(column: Column, begin: number, end: number): ColumnSource {
  const shared = { name: column.name, offsetIndex: false };
  switch (column.type) {
    case 'utf8':
      return { ...shared, data: column.values.slice(begin, end) };
    case 'u32':
      // A plain array: the writer refuses a Uint32Array with values from 2^31 on.
      return { ...shared, data: Array.from(column.values.subarray(begin, end)), encoding: 'PLAIN' };
    case 'i32':
      return {
        ...shared,
        data: new Int32Array(column.values.subarray(begin, end)),
        encoding: 'PLAIN',
      };
    case 'f64':
      // PLAIN: a dictionary of the writer's would take -0 for 0.
      return {
        ...shared,
        data: new Float64Array(column.values.subarray(begin, end)),
        encoding: 'PLAIN',
      };
  }
}
