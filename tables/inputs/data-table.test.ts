import { describe, expect, it } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Table } from '../../contracts/table.ts';
import { requestOf, type Changes } from '../testing/inputs.ts';
import { written } from '../testing/tables.ts';
import { InputSession } from './input-session.ts';
import { loadInputs } from './load-inputs.ts';

const curve = `tenor,zero_rate,currency
1,0.01,EUR
2,0.015,EUR
30,-0.002,USD
`;

function withCurve(files: Changes['files'], name = 'curve.csv'): ReturnType<typeof requestOf> {
  return requestOf({ files: files ?? {}, config: { data: { curve: `local://${name}` } } });
}

async function errorOf(request: ReturnType<typeof requestOf>): Promise<LiveCalcError> {
  const error: unknown = await loadInputs(request).catch((caught: unknown) => caught);
  if (error instanceof LiveCalcError) return error;
  throw new Error('it was read', { cause: error });
}

describe('a table under data', () => {
  it('is its columns of numbers, with a summary; text is named and not read', async () => {
    const { data, summaries } = await loadInputs(withCurve({ 'curve.csv': curve }));
    expect(data).toEqual({
      curve: {
        file: 'curve.csv',
        unreadColumns: [{ name: 'currency', firstText: { row: 1, text: 'EUR' } }],
        columns: [
          { name: 'tenor', type: 'u32', values: Uint32Array.of(1, 2, 30), shape: [3] },
          {
            name: 'zero_rate',
            type: 'f64',
            values: Float64Array.of(0.01, 0.015, -0.002),
            shape: [3],
          },
        ],
      },
    });
    expect(summaries.at(-1)).toMatchObject({
      role: 'data.curve',
      file: 'curve.csv',
      rows: 3,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      controlTotals: { tenor: 33, zero_rate: 0.01 + 0.015 - 0.002 },
    });
  });

  it.each(['parquet', 'csv', 'arrow'] as const)('is the same from %s', async (format) => {
    const table: Table = {
      name: 'curve',
      length: 2,
      columns: [
        { name: 'label', type: 'utf8', values: ['a', 'b'] },
        { name: 'shift', type: 'i32', values: Int32Array.of(-1, 2) },
        { name: 'rate', type: 'f64', values: Float64Array.of(0.5, -0) },
      ],
    };
    const file = `curve.${format}`;
    const { data } = await loadInputs(withCurve({ [file]: await written(table, format) }, file));
    expect(data['curve']?.unreadColumns).toEqual([
      { name: 'label', firstText: format === 'csv' ? { row: 1, text: 'a' } : null },
    ]);
    expect(
      data['curve']?.columns.map(({ name, type, values }) => [name, type, [...values]]),
    ).toEqual([
      ['shift', 'i32', [-1, 2]],
      ['rate', 'f64', [0.5, -0]],
    ]);
  });

  it('is not read again while its file stays', async () => {
    const request = withCurve({ 'curve.csv': curve });
    const session = new InputSession(request);
    const first = await session.load(request.config);
    expect((await session.load(request.config)).data['curve']).toBe(first.data['curve']);
    session.forget('local://curve.csv');
    expect((await session.load(request.config)).data['curve']).not.toBe(first.data['curve']);
  });
});

describe('a table under data that cannot be had', () => {
  it.each([
    ['is missing', undefined, 'There is no file curve.csv.', 'FILE_NOT_FOUND'],
    ['is broken', 'a,b\n"1,2\n', 'curve.csv', 'FILE_UNREADABLE'],
    [
      'has no rows',
      'a,b\n',
      'curve.csv has columns but no rows; expected at least one.',
      'EMPTY_INPUT',
    ],
    ['has one name twice', 'a,a\n1,2\n', 'curve.csv', 'COLUMN_INVALID'],
  ])('is DATA_LOAD_FAILED with its cause: it %s', async (_, content, says, cause) => {
    const error = await errorOf(withCurve({ 'curve.csv': content }));
    expect(error.code).toBe('DATA_LOAD_FAILED');
    expect(error.message).toContain('The table curve under "data" cannot be loaded. ');
    expect(error.message).toContain(says);
    expect(error.details.file).toBe('curve.csv');
    expect((error.cause as LiveCalcError).code).toBe(cause);
  });

  it('names the row and the column of a cell that is no number', async () => {
    const table: Table = {
      name: 'curve',
      length: 2,
      columns: [{ name: 'rate', type: 'f64', values: Float64Array.of(0.5, NaN) }],
    };
    const file = 'curve.parquet';
    const error = await errorOf(withCurve({ [file]: await written(table, 'parquet') }, file));
    expect(error.code).toBe('VALUE_INVALID');
    expect(error.message).toBe(
      'curve.parquet, row 2, column rate: found NaN, expected a finite number.',
    );
  });

  it('is among what a check lists, in the order of the config', async () => {
    const request = requestOf({
      files: { 'lapse.csv': undefined, 'late.csv': 'a\n' },
      config: { data: { late: 'local://late.csv', gone: 'local://gone.csv' } },
    });
    const problems = await new InputSession(request).check(request.config);
    expect(problems.map(({ code, file }) => [code, file])).toEqual([
      ['FILE_NOT_FOUND', 'lapse.csv'],
      ['DATA_LOAD_FAILED', 'late.csv'],
      ['DATA_LOAD_FAILED', 'gone.csv'],
    ]);
  });
});
