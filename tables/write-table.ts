import type { ResultFormat } from '../contracts/config.ts';
import type { Table } from '../contracts/table.ts';
import type { ByteSink } from './byte-sink.ts';
import { throwIfCancelled } from './cancellation.ts';

/** JSON is only written: it says no types. */
export type WrittenFormat = ResultFormat | 'json';

/**
 * Writes a table whose values, read back, are the same to the last bit. Memory stays bounded: rows
 * go out in groups of 65,536, each after the sink has taken the one before (I6).
 *
 * Closes the sink, or aborts it and throws: CANCELLED, or the sink's own OUTPUT_UNWRITABLE.
 */
export async function writeTable(
  table: Table,
  format: WrittenFormat,
  sink: ByteSink,
  signal?: AbortSignal,
): Promise<void> {
  try {
    const write = await writerOf(format);
    await write(table, sink, signal);
    throwIfCancelled(signal);
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

type Write = (table: Table, sink: ByteSink, signal: AbortSignal | undefined) => Promise<void>;

/** Each format's library is loaded when that format is first written. */
async function writerOf(format: WrittenFormat): Promise<Write> {
  switch (format) {
    case 'parquet':
      return (await import('./parquet/write-parquet.ts')).writeParquet;
    case 'csv':
      return (await import('./csv/write-csv.ts')).writeCsv;
    case 'arrow':
      return (await import('./arrow/write-arrow.ts')).writeArrow;
    case 'json':
      return (await import('./json/write-json.ts')).writeJson;
  }
}
