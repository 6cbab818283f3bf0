import path from 'node:path';
import type { ResultFormat } from '../../contracts/config.ts';
import type { Table } from '../../contracts/table.ts';
import { createFileSink } from '../../tables/node/file-sink.ts';
import { writeTable } from '../../tables/write-table.ts';
import type { CommandContext } from './command-context.ts';

/** Writes a table's file whole or not at all. Throws OUTPUT_UNWRITABLE, CANCELLED. */
export async function writeTableFile(
  file: string,
  table: Table,
  format: ResultFormat,
  context: CommandContext,
): Promise<void> {
  const sink = createFileSink(file);
  const release = context.holdTemporary({
    path: path.resolve(`${file}.partial`),
    target: path.resolve(file),
  });
  try {
    await writeTable(table, format, sink, context.signal);
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  } finally {
    release();
  }
}
