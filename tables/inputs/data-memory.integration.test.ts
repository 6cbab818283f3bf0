/** I6: a table under `data` takes the memory of its columns of numbers, however large its file is. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Table } from '../../contracts/table.ts';
import { createFileSink } from '../node/file-sink.ts';
import { writeTable } from '../write-table.ts';

const script = path.join(import.meta.dirname, '..', 'testing', 'read-data-table.ts');
const manyRows = 1_000_000;
/** Of a row: u32 and f64. */
const rowBytes = 4 + 8;
/** With the texts held the heap would be full; what is garbage is collected soon. */
const smallHeap = ['--max-old-space-size=64', '--max-semi-space-size=4'];
/** What a reader may hold beside the columns: what it is decoding, and what is not yet collected. */
const spareBytes = 100_000_000;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-data-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Long texts, all different: held, they would take more than everything else together. */
function tableOf(length: number): Table {
  const at = <T>(of: (row: number) => T): T[] => Array.from({ length }, (_, row) => of(row));
  return {
    name: `rows${length}`,
    length,
    columns: [
      { name: 'remark', type: 'utf8', values: at((row) => `${'never read '.repeat(6)}${row}`) },
      { name: 'id', type: 'u32', values: Uint32Array.from(at((row) => row)) },
      { name: 'amount', type: 'f64', values: Float64Array.from(at((row) => row / 7)) },
    ],
  };
}

async function peakOf(rows: number, format: 'parquet' | 'csv' | 'arrow'): Promise<number> {
  const file = path.join(folder, `rows${rows}.${format}`);
  const sink = createFileSink(file);
  await writeTable(tableOf(rows), format, sink);
  await sink.close();
  const printed = execFileSync(process.execPath, [...smallHeap, script, file], {
    encoding: 'utf8',
  });
  const { rows: found, peakBytes } = JSON.parse(printed) as { rows: number; peakBytes: number };
  expect(found).toBe(rows);
  return peakBytes;
}

describe('1,000,000 rows', () => {
  it.each(['parquet', 'csv', 'arrow'] as const)('of %s', async (format) => {
    const few = await peakOf(1000, format);
    const growth = (await peakOf(manyRows, format)) - few;
    expect(growth).toBeLessThan(2 * manyRows * rowBytes + spareBytes);
  });
});
