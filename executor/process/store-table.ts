import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Table } from '../../contracts/table.ts';
import type { StoredTable } from '../../contracts/wire/job.ts';
import { createNodeSha256 } from '../../runtime/node/node-sha256.ts';
import type { ByteSink } from '../../tables/byte-sink.ts';
import { createFileSink } from '../../tables/node/file-sink.ts';
import { writeTable } from '../../tables/write-table.ts';

/** Writes a table as one Arrow IPC stream, TABLE.arrow, and hashes it on the way. Throws STORAGE_FULL. */
export async function storeTable(table: Table, folder: string): Promise<StoredTable> {
  const sha256 = createNodeSha256();
  let sizeBytes = 0;
  const file = createFileSink(path.join(folder, `${table.name}.arrow`));
  const hashing: ByteSink = {
    ...file,
    write: (bytes) => {
      sha256.update(bytes);
      sizeBytes += bytes.byteLength;
      return file.write(bytes);
    },
  };
  try {
    await writeTable(table, 'arrow', hashing);
  } catch (error) {
    throw withoutPlace(table.name, error);
  }
  return { table: table.name, rows: table.length, sizeBytes, sha256: sha256.digest() };
}

/** The sink's message names a folder of the server. */
function withoutPlace(table: string, error: unknown): unknown {
  if (!(error instanceof LiveCalcError) || error.code !== 'OUTPUT_UNWRITABLE') return error;
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? 'unknown reason';
  const message = `The table ${table} could not be stored (${code}): the server's disk takes no more. Try again later.`;
  return new LiveCalcError('STORAGE_FULL', message, { found: code }, error);
}
