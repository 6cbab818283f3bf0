import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { parquetReadObjects } from 'hyparquet';
// @ts-expect-error It brings no types.
import { ParquetReader } from 'parquetjs-lite';
import { describe, expect, it } from 'vitest';
import type { Table } from '../../contracts/table.ts';
import { memorySource } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { readTable } from '../read-table.ts';
import { sourceOf, written } from '../testing/tables.ts';

const ordinary: Table = {
  name: 'ordinary',
  length: 3,
  columns: [
    { name: 'id', type: 'u32', values: Uint32Array.of(1, 2, 3) },
    { name: 'npv', type: 'f64', values: Float64Array.of(1.5, -2.25, 1e10) },
    { name: 'name', type: 'utf8', values: ['a', 'é', 'a'] },
  ],
};

const rows = [
  { id: 1, npv: 1.5, name: 'a' },
  { id: 2, npv: -2.25, name: 'é' },
  { id: 3, npv: 1e10, name: 'a' },
];

/** A file with an empty row group between two others, and a different encoding in each. */
function oddRowGroups(): ByteSource {
  const writer = new ByteWriter();
  const schema = [
    { name: 'schema', num_children: 2 },
    { name: 'x', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
    { name: 'word', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
  ] as const;
  const parquet = new ParquetWriter({ writer, schema: [...schema] });
  const group = (x: number[], word: string[], encoding: 'PLAIN' | 'RLE_DICTIONARY'): void => {
    void parquet.write({
      columnData: [
        { name: 'x', data: x, encoding: 'PLAIN' },
        { name: 'word', data: word, encoding },
      ],
    });
  };
  group([-0, 1], ['u', 'v'], 'RLE_DICTIONARY');
  parquet.row_groups.push({ columns: [], total_byte_size: 0n, num_rows: 0n });
  group([5e-324], ['w'], 'PLAIN');
  void parquet.finish();
  return memorySource('odd.parquet', writer.getBytes().slice());
}

describe('Parquet', () => {
  it('written here is read by hyparquet itself', async () => {
    const source = await written(ordinary, 'parquet');
    const file = (await source.read(0, source.sizeBytes)).slice().buffer;
    expect(await parquetReadObjects({ file })).toEqual(rows);
  });

  it('written here is read by parquetjs-lite', async () => {
    const source = await written(ordinary, 'parquet');
    const bytes = Buffer.from(await source.read(0, source.sizeBytes));
    const cursor = (await ParquetReader.openBuffer(bytes)).getCursor();
    const read = [
      await cursor.next(),
      await cursor.next(),
      await cursor.next(),
      await cursor.next(),
    ];
    expect(read).toEqual([...rows, null]);
  });

  it('may have empty row groups and an encoding per row group', async () => {
    expect((await readTable(oddRowGroups())).columns).toEqual([
      { name: 'x', type: 'f64', values: Float64Array.of(-0, 1, 5e-324) },
      { name: 'word', type: 'utf8', values: ['u', 'v', 'w'] },
    ]);
  });

  it.each([
    ['is empty', '', 'is not a Parquet file, though its name says so: it is empty'],
    ['is CSV', 'policy_id,age\n1,2\n', 'it begins with "poli", expected "PAR1"'],
    ['has four bytes', 'PAR1', 'too short to be one (4 bytes)'],
    ['has a damaged footer', 'PAR1xxxxxxxxPAR1', 'cannot be read as Parquet'],
  ])('that %s is refused in plain words', async (_, content, says) => {
    const read = readTable(sourceOf('policies.parquet', content));
    await expect(read).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(read).rejects.toThrow(says);
  });

  it('cut short at any byte is refused', async () => {
    const source = await written(ordinary, 'parquet');
    for (let size = 0; size < source.sizeBytes; size++) {
      const cut = sourceOf('cut.parquet', await source.read(0, size));
      await expect(readTable(cut), `${size} bytes`).rejects.toMatchObject({
        code: 'FILE_UNREADABLE',
      });
    }
  });
});

describe('Arrow', () => {
  it('cut short at any byte is refused', async () => {
    const source = await written(ordinary, 'arrow');
    for (let size = 0; size < source.sizeBytes; size++) {
      const cut = sourceOf('cut.arrow', await source.read(0, size));
      await expect(readTable(cut), `${size} bytes`).rejects.toMatchObject({
        code: 'FILE_UNREADABLE',
      });
    }
  });
});

it('a file of an unknown ending is refused', async () => {
  const read = readTable(sourceOf('policies.xlsx', 'x'));
  await expect(read).rejects.toThrow('.parquet, .csv, .arrow, .arrows or .feather');
});
