import { describe, expect, it } from 'vitest';
import type { DataBlock } from '../../contracts/run-inputs.ts';
import type { LiveCalcError } from '../../contracts/errors.ts';
import { columnsAsRead, wrongColumn } from './data-columns.ts';

const tenor = Uint32Array.of(1, 30);
const table: DataBlock = {
  file: 'curve.csv',
  unreadColumns: [
    { name: 'currency', firstText: null },
    { name: 'spread', firstText: { row: 2, text: '0,5' } },
    { name: 'gap', firstText: { row: 3, text: '' } },
  ],
  columns: [
    { name: 'tenor', type: 'u32', values: tenor, shape: [2] },
    { name: 'rate', type: 'f64', values: Float64Array.of(0.5, -0), shape: [2] },
    { name: 'big', type: 'u32', values: Uint32Array.of(1, 2 ** 32 - 1), shape: [2] },
  ],
};

describe('columns of a table under data', () => {
  it('are given in the type that is read, where it holds every value', () => {
    const wanted = [
      { name: 'tenor', type: 'f64' },
      { name: 'big', type: 'i32' },
      { name: 'rate', type: 'f64' },
    ] as const;
    const columns = columnsAsRead(table, wanted);
    expect(columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'tenor f64',
      'big u32',
      'rate f64',
    ]);
    expect(columns[0]!.values).toEqual(Float64Array.of(1, 30));
    expect(columns[2]!.values).toBe(table.columns[1]!.values);
  });

  it('are given in both types where two engines differ, and once where they agree', () => {
    const wanted = [
      { name: 'tenor', type: 'i32' },
      { name: 'tenor', type: 'u32' },
      { name: 'tenor', type: 'i32' },
      { name: 'other', type: 'i32' },
    ] as const;
    expect(columnsAsRead(table, wanted).map(({ type }) => type)).toEqual(['i32', 'u32']);
  });

  it('keep -0 where it would be lost', () => {
    expect(columnsAsRead(table, [{ name: 'rate', type: 'i32' }])[0]!.type).toBe('f64');
  });

  it('are converted once, however often a run is planned', () => {
    const wanted = [{ name: 'tenor', type: 'f64' }] as const;
    const [first] = columnsAsRead(table, wanted);
    expect(columnsAsRead(table, wanted)[0]!.values).toBe(first!.values);
  });
});

describe('a column that is not what an engine reads', () => {
  it.each([
    [
      { name: 'rates', type: 'f64' },
      'Node "mine" reads the column "rates" of $data.curve as f64; in curve.csv there is no such column. It has: tenor, rate, big, currency, spread, gap. Was rate meant?',
      'no such column',
    ],
    [
      { name: 'rate', type: 'i32' },
      'Node "mine" reads the column "rate" of $data.curve as i32; in curve.csv it is f64 and has values that i32 cannot hold.',
      'f64',
    ],
    [
      { name: 'currency', type: 'u32' },
      'Node "mine" reads the column "currency" of $data.curve as u32; in curve.csv it holds text. Engines read numbers only: fill each of its cells with one.',
      'text',
    ],
    [
      { name: 'spread', type: 'f64' },
      'Node "mine" reads the column "spread" of $data.curve as f64; in curve.csv row 2 holds "0,5". Engines read numbers only: fill each of its cells with one.',
      '"0,5"',
      2,
    ],
    [
      { name: 'gap', type: 'f64' },
      'Node "mine" reads the column "gap" of $data.curve as f64; in curve.csv row 3 holds an empty cell. Engines read numbers only: fill each of its cells with one.',
      'an empty cell',
      3,
    ],
  ] as const)(
    'is named with what was found and expected: %j',
    (wanted, says, found, row?: number) => {
      const error: LiveCalcError = wrongColumn('mine', wanted, '$data.curve', table);
      expect(error.code).toBe('INVALID_INPUT_FORMAT');
      expect(error.message).toBe(says);
      expect(error.details).toMatchObject({
        node: 'mine',
        file: 'curve.csv',
        column: wanted.name,
        found,
        expected: `a column "${wanted.name}" of type ${wanted.type}`,
      });
      expect(error.details.row).toBe(row);
    },
  );
});
