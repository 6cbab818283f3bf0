import { openFile } from '../../tables/node/file-source.ts';
import { readTable } from '../../tables/read-table.ts';
import { writeTable } from '../../tables/write-table.ts';
import type { Conversion, Converted } from '../executor.ts';
import { storeFile } from './stored-file.ts';

/**
 * Writes a stored table in another format, a group of rows at a time: one copy of it is in memory (I6).
 * Throws FILE_UNREADABLE where it is none, STORAGE_FULL.
 */
export async function convertTable({ file, format, target }: Conversion): Promise<Converted> {
  const started = performance.now();
  // Stored files are named by their hash: the ending says what is in it.
  await using source = await openFile(file, 'table.arrow');
  const table = await readTable(source);
  const object = await storeFile(target, `The table as ${format}`, (sink) =>
    writeTable(table, format, sink),
  );
  return { object, computeMs: performance.now() - started };
}
