import type { ResultFormat } from '../../contracts/config.ts';
import type { Table } from '../../contracts/table.ts';
import { createFileSink } from '../../tables/node/file-sink.ts';
import { writeTable } from '../../tables/write-table.ts';
import { rmSync } from 'node:fs';
import type { Interruption } from './interruption.ts';

/** Writes a table's file whole or not at all. Throws OUTPUT_UNWRITABLE, CANCELLED. */
export async function writeTableFile(
  file: string,
  table: Table,
  format: ResultFormat,
  interruption: Interruption,
): Promise<void> {
  const sink = createFileSink(file);
  const forget = interruption.onForcedExit(() => rmSync(`${file}.partial`, { force: true }));
  try {
    await writeTable(table, format, sink, interruption.signal);
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  } finally {
    forget();
  }
}
