/** A result folder written without a valuation. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { ResultFormat } from '../../../contracts/config.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import { emptyResult } from '../../../contracts/testing/empty-result.ts';
import type { Table } from '../../../contracts/table.ts';
import { describeColumn } from '../../../runtime/hashing/column-hash.ts';
import { resultHash } from '../../../runtime/hashing/result-hash.ts';
import { createNodeSha256 } from '../../../runtime/node/node-sha256.ts';
import type { CommandContext } from '../command-context.ts';
import { writeResultFolder } from '../result-folder/write-result-folder.ts';

/** The context of a command that nobody watches or stops. */
export const quietContext: CommandContext = {
  signal: new AbortController().signal,
  terminal: null,
  ask: null,
  talk: () => ({
    next: () => Promise.resolve(null),
    onInterrupt: () => {},
    [Symbol.dispose]: () => {},
  }),
  print: () => {},
  endWith: () => {},
  say: () => {},
  onProgress: () => {},
  part: () => ({ [Symbol.dispose]: () => {} }),
  holdTemporary: () => () => {},
};

/** Tables with every column type and the values that formats tend to lose. */
export const awkwardTables: readonly Table[] = [
  {
    name: 'scenarios',
    length: 5,
    columns: [
      { name: 'scenario_id', type: 'u32', values: Uint32Array.of(0, 1, 2 ** 31, 2 ** 32 - 1, 7) },
      { name: 'npv', type: 'f64', values: Float64Array.of(-0, 0.1, 5e-324, -1.7e308, 1 / 3) },
    ],
  },
  {
    name: 'policies',
    length: 3,
    columns: [
      { name: 'policy_id', type: 'utf8', values: ['A,1', 'ä"b', ''] },
      { name: 'change', type: 'i32', values: Int32Array.of(-(2 ** 31), 0, 5) },
    ],
  },
];

/** What result.json says of `tables`. */
export function resultOf(tables: readonly Table[]): RunResult {
  const columns = tables.flatMap((table) =>
    table.columns.map((column) => describeColumn(table.name, column, createNodeSha256)),
  );
  return emptyResult({
    resultHash: resultHash(columns, createNodeSha256),
    columns,
    policyCount: 3,
    modelPointCount: 3,
    scenarioCount: 5,
  });
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-result-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes `tables` as a result; resolves to its folder. */
export async function smallResult(
  tables: readonly Table[] = awkwardTables,
  format: ResultFormat = 'parquet',
): Promise<string> {
  const folder = path.join(temporaryFolder(), 'out');
  const content = { tables, format, describe: () => resultOf(tables) };
  await writeResultFolder(folder, content, quietContext);
  return folder;
}
