import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultFormats } from '../contracts/config.ts';
import { memorySink } from '../tables/byte-sink.ts';
import { writeTable } from '../tables/write-table.ts';
import { exampleTables as solvency2Life } from './solvency2-life/generate.ts';
import { exampleTables as termLife } from './term-life/generate.ts';

describe.each([
  ['term-life', termLife(), 10_000, 600_000],
  ['solvency2-life', solvency2Life(), 2000, 100_000],
] as const)('%s', (example, tables, policyCount, mostBytes) => {
  const committed = (file: string): string => path.join(import.meta.dirname, example, file);

  it.each(Object.entries(tables))(
    '%s is, byte for byte, what its formulas make',
    async (file, table) => {
      const format = resultFormats.find((ending) => file.endsWith(`.${ending}`)) ?? 'csv';
      const sink = memorySink();
      await writeTable(table, format, sink);
      expect(Buffer.from(sink.bytes()).equals(readFileSync(committed(file)))).toBe(true);
    },
  );

  it(`is ${policyCount} policies in less than ${mostBytes} bytes`, () => {
    const sizes = Object.keys(tables).map((file) => statSync(committed(file)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(mostBytes);
    expect(tables['policies.parquet']?.length).toBe(policyCount);
  });
});
