/** The tables of a run on a server, checked column by column against what the server says of them. */
import type { ColumnHash, RunResult } from '../../../contracts/run-result.ts';
import type { Table } from '../../../contracts/table.ts';
import { describeColumn } from '../../../runtime/hashing/column-hash.ts';
import { resultHash } from '../../../runtime/hashing/result-hash.ts';
import { createNodeSha256 } from '../../../runtime/node/node-sha256.ts';
import { memorySource } from '../../../tables/byte-source.ts';
import { readTable } from '../../../tables/read-table.ts';
import type { Run } from '../../sdk/run.ts';
import { mismatch } from '../result-folder/verify-result.ts';

/** Throws HASH_MISMATCH where the columns are not those of `result`, and what `Run.bytes` throws. */
export async function receivedTables(
  run: Run,
  result: RunResult,
  signal: AbortSignal,
): Promise<readonly Table[]> {
  const names = new Set(result.columns.map(({ name }) => name.slice(0, name.indexOf('.'))));
  const tables: Table[] = [];
  for (const name of names) {
    const bytes = Buffer.concat(await Array.fromAsync(run.bytes(name)));
    const table = await readTable(memorySource(`${name}.arrow`, bytes), { signal });
    tables.push({ ...table, name });
  }
  checkHashes(tables, result);
  return tables;
}

function checkHashes(tables: readonly Table[], result: RunResult): void {
  const columns = tables.flatMap(({ name, columns: own }) =>
    own.map((column) => describeColumn(name, column, createNodeSha256)),
  );
  for (const [index, expected] of result.columns.entries()) checkColumn(columns[index], expected);
  const found = resultHash(columns, createNodeSha256);
  if (result.resultHash === null || found === result.resultHash) return;
  const message =
    `The columns that came give the result hash ${found}, where the server says ${result.resultHash}. ` +
    'Nothing was written; run it again, and if it happens again do not trust this server.';
  throw mismatch(message, { found, expected: result.resultHash });
}

function checkColumn(found: ColumnHash | undefined, expected: ColumnHash): void {
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  const message =
    `Column ${expected.name} came with SHA-256 ${found?.sha256 ?? 'of nothing'}, where the server says ` +
    `${expected.sha256}. Nothing was written; run it again.`;
  throw mismatch(message, {
    column: expected.name,
    found: found?.sha256 ?? 'no such column',
    expected: expected.sha256,
  });
}
