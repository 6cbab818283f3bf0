/** Tables for tests: bits compared, not numbers. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { ResultFormat } from '../../contracts/config.ts';
import type { Column, Table } from '../../contracts/table.ts';
import { memorySource } from '../byte-source.ts';
import type { ByteSource } from '../byte-source.ts';
import { memorySink } from '../byte-sink.ts';
import { writeTable } from '../write-table.ts';

/** A source over text or bytes. */
export function sourceOf(name: string, content: string | Uint8Array): ByteSource {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return memorySource(name, new Uint8Array(bytes));
}

/** A source over the table written in a format. */
export async function written(table: Table, format: ResultFormat): Promise<ByteSource> {
  const sink = memorySink();
  await writeTable(table, format, sink);
  return memorySource(`${table.name}.${format}`, sink.bytes());
}

/** Expects the same names, types and bits: -0 is not 0 here. */
export function expectSameBits(actual: Table, expected: Table): void {
  expect(actual.length).toBe(expected.length);
  expect(actual.columns.map(shape)).toEqual(expected.columns.map(shape));
  for (const [index, column] of expected.columns.entries()) {
    expect(bits(actual.columns[index] as Column), column.name).toEqual(bits(column));
  }
}

function shape({ name, type, values }: Column): unknown {
  return { name, type, length: values.length };
}

function bits(column: Column): unknown {
  if (column.type === 'utf8') return column.values;
  return new Uint8Array(
    new Uint32Array(
      new (column.values.constructor as Float64ArrayConstructor)(column.values).buffer,
    ).buffer,
  );
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const edges = [
  -0,
  0,
  5e-324,
  -5e-324,
  2.2250738585072014e-308,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  1e21,
  1e-7,
  2 ** 53,
  0.1,
];
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    '"',
    'a,b',
    'line\nbreak',
    'cr\r\nlf',
    '\ufeffbom',
    '😀"😀',
    ' padded ',
    '-0',
    'NaN',
    '007',
  ),
);

/** Tables with one column of each type and up to 200 rows. */
export const anyTable: fc.Arbitrary<Table> = fc.integer({ min: 0, max: 200 }).chain((length) => {
  const exactly = { minLength: length, maxLength: length };
  return fc
    .record({
      u32: fc.array(
        fc.oneof(fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1), fc.nat(2 ** 32 - 1)),
        exactly,
      ),
      i32: fc.array(fc.oneof(fc.constantFrom(-(2 ** 31), 2 ** 31 - 1), fc.integer()), exactly),
      f64: fc.array(fc.oneof(fc.constantFrom(...edges), finite), exactly),
      utf8: fc.array(text, exactly),
    })
    .map(({ u32, i32, f64, utf8 }) => ({
      name: 'any',
      length,
      columns: [
        { name: 'u32', type: 'u32', values: Uint32Array.from(u32) },
        { name: 'i32', type: 'i32', values: Int32Array.from(i32) },
        { name: 'f64', type: 'f64', values: Float64Array.from(f64) },
        { name: 'a "quoted", name', type: 'utf8', values: utf8 },
      ],
    }));
});
