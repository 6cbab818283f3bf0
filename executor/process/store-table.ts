import path from 'node:path';
import type { Table } from '../../contracts/table.ts';
import type { StoredTable } from '../../contracts/wire/job.ts';
import { writeTable } from '../../tables/write-table.ts';
import { storeFile } from './stored-file.ts';

/** Writes a table as one Arrow IPC stream, TABLE.arrow, and hashes it on the way. Throws STORAGE_FULL. */
export async function storeTable(table: Table, folder: string): Promise<StoredTable> {
  const { name, length: rows } = table;
  const file = path.join(folder, `${name}.arrow`);
  const { sha256, sizeBytes } = await storeFile(file, `The table ${name}`, (sink) =>
    writeTable(table, 'arrow', sink),
  );
  return { table: name, rows, sizeBytes, sha256 };
}
