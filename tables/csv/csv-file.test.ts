import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../byte-source.ts';
import { readTable } from '../read-table.ts';
import { sourceOf } from '../testing/tables.ts';

const csv = (text: string): ByteSource => sourceOf('data/sample.csv', text);

describe('reading CSV', () => {
  it('infers whole numbers, numbers and text', async () => {
    const table = await readTable(csv('u,i,f,t,zip\n1,-1,1.5,x,007\n4294967295,2,-0,1,123\n'));
    expect(table).toEqual({
      name: 'sample',
      length: 2,
      columns: [
        { name: 'u', type: 'u32', values: Uint32Array.of(1, 4294967295) },
        { name: 'i', type: 'i32', values: Int32Array.of(-1, 2) },
        { name: 'f', type: 'f64', values: Float64Array.of(1.5, -0) },
        { name: 't', type: 'utf8', values: ['x', '1'] },
        { name: 'zip', type: 'utf8', values: ['007', '123'] },
      ],
    });
  });

  it('keeps every bit of a number', async () => {
    const texts = ['-0', '5e-324', '-2.2250738585072014e-308', '1e5', '.5', '+7', '0.1', '1e308'];
    const { columns } = await readTable(csv(`x\n${texts.join('\n')}\n`), { types: { x: 'f64' } });
    expect(columns[0]?.values).toEqual(
      Float64Array.of(-0, 5e-324, -2.2250738585072014e-308, 1e5, 0.5, 7, 0.1, 1e308),
    );
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '0x10',
    'NaN',
    'Infinity',
    '-Infinity',
    '1e400',
    '1,5',
    '1_000',
    'e5',
    '.',
  ])('takes %j for no number', async (cell) => {
    const read = readTable(csv(`x,y\n1,1\n"${cell}",1\n`), { types: { x: 'f64' } });
    await expect(read).rejects.toMatchObject({
      code: 'VALUE_INVALID',
      details: { file: 'data/sample.csv', row: 2, column: 'x', expected: 'a decimal number' },
    });
  });

  it.each(['1.5', '-1', '4294967296'])('takes %s for no u32', async (cell) => {
    const read = readTable(csv(`x\n${cell}\n`), { types: { x: 'u32' } });
    await expect(read).rejects.toThrow(
      `found "${cell}", expected a whole number from 0 to 4,294,967,295`,
    );
  });

  it.each([
    ['\xff\xfea\0,\0b\0', 'is UTF-16 text, expected UTF-8'],
    ['\xfe\xff\0a\0,\0b', 'is UTF-16 text, expected UTF-8'],
    ['a,b\r1,2\r', 'has line ends of carriage returns (CR) alone'],
    ['age;male_qx;female_qx\n1;0,5;0,5\n', 'one cell: age;male_qx;female_qx. '],
    ['a;b\n1;2\n', 'separate cells by commas'],
    ['a\tb\n1\t2\n', 'separated by tabs'],
  ])('says of %j what it is', async (text, says) => {
    const read = readTable(sourceOf('data/sample.csv', Buffer.from(text, 'latin1')));
    await expect(read).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(read).rejects.toThrow(says);
  });

  it('takes a carriage return inside quotes, or at the very end, for no line end', async () => {
    const { columns } = await readTable(csv('"a\rb",c\r\n1,2\r\n'));
    expect(columns.map(({ name }) => name)).toEqual(['a\rb', 'c']);
  });

  it('reads a BOM, CRLF, quotes, a missing last line end and empty lines at the end', async () => {
    const text = '\ufeffname,n\r\n"a ""b"", c\r\nd",1\r\né😀,2\r\n\r\n\r\n';
    const expected = ['a "b", c\r\nd', 'é😀'];
    expect((await readTable(csv(text))).columns[0]).toEqual({
      name: 'name',
      type: 'utf8',
      values: expected,
    });
    expect((await readTable(csv(text.trimEnd()))).columns[0]?.values).toEqual(expected);
  });

  it('cuts long files between records, wherever quotes and letters fall', async () => {
    const length = 60_000;
    const note = (i: number): string => `line ${i}\n"é" ${'😀'.repeat(i % 9)}`;
    const lines = Array.from({ length }, (_, i) => `${i},"${note(i).replaceAll('"', '""')}"`);
    const { columns } = await readTable(csv(`id,note\n${lines.join('\n')}\n`));
    expect(columns[0]?.values).toEqual(Uint32Array.from({ length }, (_, i) => i));
    expect(columns[1]?.values).toEqual(Array.from({ length }, (_, i) => note(i)));
  });

  it.each([
    ['a short row', 'a,b\n1,2\n3\n', 'VALUE_INVALID', 'row 2: found 1 cell, expected 2'],
    ['a long row', 'a,b\n1,2,3\n', 'VALUE_INVALID', 'row 1: found 3 cells, expected 2'],
    ['an empty line among rows', 'a,b\n1,2\n\n3,4\n', 'VALUE_INVALID', 'empty line after row 1'],
    ['a quote that is not closed', 'a,b\n1,2\n"3,4\n', 'FILE_UNREADABLE', 'never closed'],
    ['a quote inside a cell', 'a,b\n1,2\nx"y",4\n', 'FILE_UNREADABLE', 'near row 2'],
    ['two columns of one name', 'a,a\n1,2\n', 'COLUMN_INVALID', 'two columns a'],
    ['a column without a name', 'a,\n1,2\n', 'COLUMN_INVALID', 'Column 2 of'],
    ['no header', '', 'EMPTY_INPUT', 'is empty'],
  ])('refuses %s', async (_, text, code, says) => {
    const error: unknown = await readTable(csv(text)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'LiveCalcError', code });
    expect(String(error)).toContain(says);
  });

  it('refuses bytes that are no UTF-8', async () => {
    const source = sourceOf('latin.csv', Uint8Array.of(0x61, 0x0a, 0xe9, 0x0a));
    await expect(readTable(source)).rejects.toThrow('latin.csv is not UTF-8 text');
  });

  it('suggests the column that may have been meant', async () => {
    const read = readTable(csv('policy_id,Age\n1,2\n'), { columns: ['age'] });
    await expect(read).rejects.toThrow('has no column age. Was Age meant?');
  });

  it('reports every bad cell to whoever asks for all of them', async () => {
    const rows: (number | null)[] = [];
    const table = await readTable(csv('x\n1\na\nb\n4\n'), {
      types: { x: 'f64' },
      onProblem: (problem) => rows.push(problem.row),
    });
    expect(rows).toEqual([2, 3]);
    expect(table.columns[0]?.values).toEqual(Float64Array.of(1, 0, 0, 4));
  });
});
