import type { ResultFormat } from '../../contracts/config.ts';
import type { Table } from '../../contracts/table.ts';
import { writeTable } from '../../tables/write-table.ts';
import type { CommandContext } from './command-context.ts';
import { writeWholeFile } from './write-whole-file.ts';

/** Writes a table's file whole or not at all. Throws OUTPUT_UNWRITABLE, CANCELLED. */
export async function writeTableFile(
  file: string,
  table: Table,
  format: ResultFormat,
  context: CommandContext,
): Promise<void> {
  await writeWholeFile(file, context, (sink) => writeTable(table, format, sink, context.signal));
}
