import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { resultFormats } from '../../contracts/config.ts';
import { memorySink } from '../../tables/byte-sink.ts';
import { writeTable } from '../../tables/write-table.ts';
import { exampleTables } from './generate.ts';

const tables = Object.entries(exampleTables());

it.each(tables)('%s is, byte for byte, what its formulas make', async (file, table) => {
  const format = resultFormats.find((ending) => file.endsWith(`.${ending}`)) ?? 'csv';
  const sink = memorySink();
  await writeTable(table, format, sink);
  const committed = readFileSync(path.join(import.meta.dirname, file));
  expect(Buffer.from(sink.bytes()).equals(committed)).toBe(true);
});

it('is 10,000 policies in less than 600 kB', () => {
  const sizes = tables.map(([file]) => statSync(path.join(import.meta.dirname, file)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000);
  expect(exampleTables()['policies.parquet']?.length).toBe(10_000);
});
