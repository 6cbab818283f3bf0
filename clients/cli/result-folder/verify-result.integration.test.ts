import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultFormats } from '../../../contracts/config.ts';
import type { Table } from '../../../contracts/table.ts';
import { createNodeSha256 } from '../../../runtime/node/node-sha256.ts';
import {
  awkwardTables,
  quietContext,
  resultOf,
  smallResult,
} from '../test-support/small-result.ts';
import { compareResults } from './compare-results.ts';
import { inspectResult, verifyResult, type InspectedResult } from './verify-result.ts';

function verify(folder: string): Promise<InspectedResult> {
  return verifyResult(folder, createNodeSha256, quietContext.signal);
}

/** The awkward tables with another value in row 3 (counted from 1) of scenarios.npv. */
function changedTables(value: number): readonly Table[] {
  const [scenarios, policies] = awkwardTables as [Table, Table];
  const columns = scenarios.columns.map((column) =>
    column.type === 'f64' ? { ...column, values: column.values.with(2, value) } : column,
  );
  return [{ ...scenarios, columns }, policies];
}

describe('a result folder', () => {
  it.each(resultFormats)('is verified from its files: %s', async (format) => {
    const folder = await smallResult(awkwardTables, format);
    const { result } = await verify(folder);
    expect(result.resultHash).toBe(resultOf(awkwardTables).resultHash);
  });

  it('whose result.json is another’s is refused by the first column that differs', async () => {
    const folder = await smallResult();
    const other = resultOf(changedTables(1));
    writeFileSync(path.join(folder, 'result.json'), JSON.stringify(other));
    await expect(verify(folder)).rejects.toMatchObject({
      code: 'HASH_MISMATCH',
      details: { column: 'scenarios.npv' },
    });
  });

  it('whose result hash alone was changed is refused', async () => {
    const folder = await smallResult();
    const forged = { ...resultOf(awkwardTables), resultHash: 'f'.repeat(64) };
    writeFileSync(path.join(folder, 'result.json'), JSON.stringify(forged));
    await expect(verify(folder)).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
  });

  it('without a table’s file, or without result.json, or with nonsense in it, says so', async () => {
    const folder = await smallResult();
    rmSync(path.join(folder, 'policies.parquet'));
    await expect(verify(folder)).rejects.toThrow(/no file of table policies/);
    writeFileSync(path.join(folder, 'result.json'), '{"v": 2}');
    await expect(verify(folder)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    rmSync(path.join(folder, 'result.json'));
    await expect(verify(folder)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('two results', () => {
  async function compare(a: readonly Table[], b: readonly Table[]): Promise<void> {
    compareResults(await verify(await smallResult(a)), await verify(await smallResult(b, 'csv')));
  }

  it('of the same values are the same in whatever format', async () => {
    await expect(compare(awkwardTables, awkwardTables)).resolves.toBeUndefined();
  });

  it('are told apart by the first column, the row and both values', async () => {
    await expect(
      compare(changedTables(0.1), changedTables(0.30000000000000004)),
    ).rejects.toMatchObject({
      code: 'HASH_MISMATCH',
      details: {
        column: 'scenarios.npv',
        row: 3,
        found: '0.10000000000000001',
        expected: '0.30000000000000004',
      },
    });
  });

  it('differ by the sign of a zero', async () => {
    await expect(compare(changedTables(0), changedTables(-0))).rejects.toMatchObject({
      details: { row: 3, found: '0', expected: '-0' },
    });
  });

  it('differ by a table that only one of them has', async () => {
    const fewer = awkwardTables.slice(0, 1);
    await expect(compare(awkwardTables, fewer)).rejects.toThrow(
      /has no column policies\.policy_id/,
    );
    await expect(compare(fewer, awkwardTables)).rejects.toThrow(
      /has no column policies\.policy_id/,
    );
  });
});

describe('a changed file against another copy', () => {
  const inspect = (folder: string): Promise<InspectedResult> =>
    inspectResult(folder, createNodeSha256, quietContext.signal);

  /** Compares a copy in which scenarios.csv was changed with the result itself. */
  async function compareChanged(change: (text: string) => string): Promise<void> {
    const changed = await smallResult(awkwardTables, 'csv');
    const file = path.join(changed, 'scenarios.csv');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    compareResults(await inspect(changed), await inspect(await smallResult()));
  }

  it('is named by column, row and both values, and said to be no longer itself', async () => {
    const compared = compareChanged((text) => text.replace('1,0.1\n', '1,0.2\n'));
    await expect(compared).rejects.toMatchObject({
      code: 'HASH_MISMATCH',
      details: {
        column: 'scenarios.npv',
        row: 2,
        found: '0.20000000000000001',
        expected: '0.10000000000000001',
      },
    });
    await expect(compared).rejects.toThrow(/do not have the hash that its own result\.json tells/);
  });

  it('is named by both lengths where a row is missing', async () => {
    const compared = compareChanged((text) => text.replace(/7,.*\n$/, ''));
    await expect(compared).rejects.toThrow(
      /column scenarios\.scenario_id, row 5: no such row in .*, 7 in .* has 4 rows in .*, 5 in /,
    );
  });

  it('is compared as far as it can be read', async () => {
    const unreadableId = (text: string): string =>
      text.replace('\n0,', '\nx,').replace('1,0.1\n', '1,0.2\n');
    await expect(compareChanged(unreadableId)).rejects.toMatchObject({
      details: { column: 'scenarios.npv', row: 2 },
    });
    await expect(compareChanged((text) => text.replace('\n0,', '\nx,'))).rejects.toMatchObject({
      code: 'VALUE_INVALID',
      details: { row: 1, column: 'scenario_id' },
    });
  });
});
