import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resultFormats } from '../contracts/config.ts';
import type { ColumnType, Table } from '../contracts/table.ts';
import { memorySink } from './byte-sink.ts';
import { readTable } from './read-table.ts';
import { anyTable, expectSameBits, written } from './testing/tables.ts';
import { writeTable } from './write-table.ts';

const typesOf = (table: Table): Record<string, ColumnType> =>
  Object.fromEntries(table.columns.map(({ name, type }) => [name, type]));

describe.each(resultFormats)('a table written as %s', (format) => {
  it('comes back to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(anyTable, async (table) => {
        const read = await readTable(await written(table, format), { types: typesOf(table) });
        expectSameBits(read, table);
      }),
      { numRuns: 60 },
    );
  });

  it('comes back when it spans several groups of rows', async () => {
    const table = longTable(150_000);
    const read = await readTable(await written(table, format), { types: typesOf(table) });
    expectSameBits(read, table);
  });

  it('comes back with no rows at all', async () => {
    const table = longTable(0);
    expectSameBits(await readTable(await written(table, format), { types: typesOf(table) }), table);
  });

  it('comes back with one column of empty texts', async () => {
    const table: Table = {
      name: 'lonely',
      length: 3,
      columns: [{ name: 'note', type: 'utf8', values: ['', 'x', ''] }],
    };
    expectSameBits(await readTable(await written(table, format)), table);
  });

  it('can be read column by column, in any order', async () => {
    const source = await written(longTable(10), format);
    const { columns } = await readTable(source, { columns: ['name', 'id'] });
    expect(columns.map((column) => column.name)).toEqual(['name', 'id']);
  });

  it('may lie in shared memory', async () => {
    const table: Table = {
      name: 'shared',
      length: 3,
      columns: [
        {
          name: 'npv',
          type: 'f64',
          values: new Float64Array(new SharedArrayBuffer(32), 8, 3).fill(-0),
        },
        {
          name: 'id',
          type: 'u32',
          values: new Uint32Array(new SharedArrayBuffer(16), 4, 3).fill(2 ** 31),
        },
      ],
    };
    expectSameBits(await readTable(await written(table, format), { types: typesOf(table) }), table);
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const sink = memorySink();
    const write = writeTable(longTable(10), format, sink, AbortSignal.abort());
    await expect(write).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(sink.bytes()).toHaveLength(0);
  });

  it('is written by a group of rows at a time', async () => {
    const sizes: number[] = [];
    const sink = {
      ...memorySink(),
      write: (bytes: Uint8Array) => Promise.resolve(void sizes.push(bytes.length)),
    };
    await writeTable(longTable(300_000), format, sink);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(Math.max(...sizes)).toBeLessThan(total / 3);
  });
});

function longTable(length: number): Table {
  return {
    name: 'long',
    length,
    columns: [
      { name: 'id', type: 'u32', values: Uint32Array.from({ length }, (_, i) => 2 ** 32 - 1 - i) },
      {
        name: 'npv',
        type: 'f64',
        values: Float64Array.from({ length }, (_, i) => (i % 3 ? i / 7 : -0)),
      },
      {
        name: 'gender',
        type: 'utf8',
        values: Array.from({ length }, (_, i) => (i % 2 ? 'M' : 'F')),
      },
      { name: 'name', type: 'utf8', values: Array.from({ length }, (_, i) => `policy ${i} é`) },
    ],
  };
}
