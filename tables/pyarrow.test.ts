/** Files of and for pyarrow, the reader and writer that most users' files meet. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Table } from '../contracts/table.ts';
import { openFile } from './node/file-source.ts';
import { readTable } from './read-table.ts';
import { pyarrowMissing, runPython } from './testing/pyarrow.ts';
import { expectSameBits, written } from './testing/tables.ts';

if (pyarrowMissing !== null) process.stderr.write(`Skipped: ${pyarrowMissing}.\n`);

const edges: Table = {
  name: 'edges',
  length: 4,
  columns: [
    { name: 'u32', type: 'u32', values: Uint32Array.of(0, 2 ** 31, 2 ** 32 - 1, 7) },
    { name: 'i32', type: 'i32', values: Int32Array.of(-(2 ** 31), -1, 0, 2 ** 31 - 1) },
    { name: 'f64', type: 'f64', values: Float64Array.of(-0, 5e-324, 0.1, -1.7976931348623157e308) },
    { name: 'utf8', type: 'utf8', values: ['', 'a,"b"\n', 'é😀', 'é😀'] },
  ],
};

const writeEdges = `
import sys, pyarrow as pa, pyarrow.parquet as pq, pyarrow.feather as feather
table = pa.table({
    'u32': pa.array([0, 2**31, 2**32 - 1, 7], pa.uint32()),
    'i32': pa.array([-2**31, -1, 0, 2**31 - 1], pa.int32()),
    'f64': pa.array([-0.0, 5e-324, 0.1, -1.7976931348623157e308]),
    'utf8': ['', 'a,"b"\\n', 'é😀', 'é😀'],
})
path, how = sys.argv[1], eval(sys.argv[2])
if path.endswith('.parquet'):
    pq.write_table(table, path, **how)
else:
    if how.get('dictionary'):
        table = table.set_column(3, 'utf8', table['utf8'].dictionary_encode())
    if path.endswith('.arrows'):
        with pa.ipc.new_stream(path, table.schema) as writer: writer.write_table(table, max_chunksize=3)
    else:
        feather.write_feather(table, path, compression='uncompressed', chunksize=3)
`;

const delta =
  "{'u32': 'DELTA_BINARY_PACKED', 'i32': 'DELTA_BINARY_PACKED', 'f64': 'BYTE_STREAM_SPLIT', 'utf8': 'DELTA_BYTE_ARRAY'}";

describe.skipIf(pyarrowMissing !== null)('pyarrow and LiveCalc', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tables-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const read = async (name: string): Promise<Table> => {
    await using source = await openFile(join(folder, name), name);
    return await readTable(source);
  };

  it.each([
    ['edges.parquet', "{'compression': 'snappy'}"],
    ['edges.parquet', "{'compression': 'gzip', 'use_dictionary': False}"],
    ['edges.parquet', "{'compression': 'zstd', 'row_group_size': 1}"],
    ['edges.parquet', "{'compression': 'brotli', 'data_page_version': '2.0'}"],
    ['edges.parquet', "{'compression': 'lz4', 'data_page_size': 1, 'write_batch_size': 1}"],
    [
      'edges.parquet',
      "{'compression': 'none', 'dictionary_pagesize_limit': 1, 'write_batch_size': 1}",
    ],
    ['edges.parquet', `{'use_dictionary': False, 'column_encoding': ${delta}}`],
    ['edges.arrows', '{}'],
    ['edges.arrow', '{}'],
    ['edges.feather', "{'dictionary': True}"],
  ])('agree on %s written by pyarrow with %s', async (name, how) => {
    runPython(writeEdges, join(folder, name), how);
    expectSameBits(await read(name), edges);
  });

  it.each(['parquet', 'arrow'] as const)('agree on %s written by LiveCalc', async (format) => {
    const source = await written(edges, format);
    const path = join(folder, `ours.${format}`);
    await writeFile(path, await source.read(0, source.sizeBytes));
    const script = `
import sys, json, struct, pyarrow.parquet as pq, pyarrow as pa
path = sys.argv[1]
table = pq.read_table(path) if path.endswith('.parquet') else pa.ipc.open_stream(path).read_all()
bits = [struct.pack('<d', x).hex() for x in table['f64'].to_pylist()]
print(json.dumps({
    'schema': [[f.name, str(f.type), f.nullable] for f in table.schema],
    'u32': table['u32'].to_pylist(), 'i32': table['i32'].to_pylist(),
    'f64': bits, 'utf8': table['utf8'].to_pylist()}))`;
    const [u32, i32, f64, utf8] = edges.columns;
    expect(JSON.parse(runPython(script, path))).toEqual({
      schema: [
        ['u32', 'uint32', false],
        ['i32', 'int32', false],
        ['f64', 'double', false],
        ['utf8', 'string', false],
      ],
      u32: [...(u32?.values ?? [])],
      i32: [...(i32?.values ?? [])],
      f64: [...(f64?.values ?? [])].map((value) => {
        const bytes = Buffer.alloc(8);
        bytes.writeDoubleLE(value as number);
        return bytes.toString('hex');
      }),
      utf8: utf8?.values,
    });
  });

  it.each(['mixed.parquet', 'mixed.arrows'])('agree on the types of %s', async (name) => {
    runPython(
      `
import sys, datetime as dt, decimal, pyarrow as pa, pyarrow.parquet as pq
when = dt.datetime(2024, 2, 29, 12, 0, 0, 1)
table = pa.table({
    'small': pa.array([1, 255], pa.uint8()), 'short': pa.array([-1, 2], pa.int16()),
    'fits': pa.array([0, 2**32 - 1], pa.int64()), 'negative': pa.array([-1, 1], pa.int64()),
    'large': pa.array([2**53, -2**53], pa.int64()), 'unsigned': pa.array([2**53, 0], pa.uint64()),
    'float': pa.array([0.1, -0.0], pa.float32()), 'flag': [True, False],
    'day': pa.array([dt.date(1969, 12, 31), dt.date(2024, 2, 29)]),
    'utc': pa.array([when, when], pa.timestamp('us', 'UTC')), 'local': pa.array([when, when], pa.timestamp('ns')),
    'word': pa.array(['x', 'y']).dictionary_encode()})
path = sys.argv[1]
if path.endswith('.parquet'):
    table = table.append_column('money', pa.array([decimal.Decimal('0.35'), decimal.Decimal('-12.10')]))
    pq.write_table(table, path)
else:
    with pa.ipc.new_stream(path, table.schema) as writer: writer.write_table(table)`,
      join(folder, name),
    );
    const { columns } = await read(name);
    const found = Object.fromEntries(
      columns.map((column) => [column.name, [column.type, ...column.values]]),
    );
    const money = name === 'mixed.parquet' ? { money: ['f64', 0.35, -12.1] } : {};
    expect(found).toEqual({
      ...money,
      small: ['u32', 1, 255],
      short: ['i32', -1, 2],
      fits: ['u32', 0, 4294967295],
      negative: ['i32', -1, 1],
      large: ['f64', 2 ** 53, -(2 ** 53)],
      unsigned: ['f64', 2 ** 53, 0],
      float: ['f64', Math.fround(0.1), -0],
      flag: ['u32', 1, 0],
      day: ['utf8', '1969-12-31', '2024-02-29'],
      utc: ['utf8', '2024-02-29T12:00:00.000001Z', '2024-02-29T12:00:00.000001Z'],
      local: ['utf8', '2024-02-29T12:00:00.000001000', '2024-02-29T12:00:00.000001000'],
      word: ['utf8', 'x', 'y'],
    });
  });

  it.each(['gaps.parquet', 'gaps.arrows'])(
    'agree that %s has gaps, which are refused',
    async (name) => {
      runPython(
        `
import sys, pyarrow as pa, pyarrow.parquet as pq
table = pa.table({'a': pa.array([1.5, 2.5, None]), 'b': ['x', None, 'z'], 'c': pa.array([2**53 + 1, 0, 0], pa.int64()), 'd': [[1], [], []]})
path = sys.argv[1]
if path.endswith('.parquet'): pq.write_table(table, path, row_group_size=2)
else:
    with pa.ipc.new_stream(path, table.schema) as writer: writer.write_table(table)`,
        join(folder, name),
      );
      await using source = await openFile(join(folder, name), name);
      const readColumn = (column: string): Promise<Table> =>
        readTable(source, { columns: [column] });
      await expect(readColumn('a')).rejects.toMatchObject({
        code: 'VALUE_INVALID',
        details: { file: name, row: 3, column: 'a' },
      });
      await expect(readColumn('b')).rejects.toMatchObject({ details: { row: 2, column: 'b' } });
      await expect(readColumn('c')).rejects.toMatchObject({
        code: 'COLUMN_INVALID',
        details: { row: 1, found: '9007199254740993' },
      });
      await expect(readColumn('d')).rejects.toMatchObject({ code: 'COLUMN_INVALID' });
    },
  );

  it('agree that compressed Feather is left to pyarrow', async () => {
    runPython(
      `import sys, pyarrow as pa, pyarrow.feather as f; f.write_feather(pa.table({'a': [1.5] * 1000}), sys.argv[1], compression='lz4')`,
      join(folder, 'lz4.feather'),
    );
    await expect(read('lz4.feather')).rejects.toThrow('write it with compression="uncompressed"');
  });
});
