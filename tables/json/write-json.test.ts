import { expect, it } from 'vitest';
import type { Table } from '../../contracts/table.ts';
import { memorySink } from '../byte-sink.ts';
import { writeTable } from '../write-table.ts';

async function json(table: Table): Promise<string> {
  const sink = memorySink();
  await writeTable(table, 'json', sink);
  return new TextDecoder().decode(sink.bytes());
}

it('writes a row as an object in a line of its own', async () => {
  const table: Table = {
    name: 'policies',
    length: 3,
    columns: [
      { name: 'policy_id', type: 'utf8', values: ['a', 'say "b"\n', 'é'] },
      { name: 'count', type: 'u32', values: Uint32Array.of(0, 2 ** 31, 2 ** 32 - 1) },
      { name: 'shift', type: 'i32', values: Int32Array.of(0, -(2 ** 31), 2 ** 31 - 1) },
      { name: 'mean "x"', type: 'f64', values: Float64Array.of(-0, 0.1 + 0.2, 5e-324) },
    ],
  };
  expect(await json(table)).toBe(
    [
      '[',
      String.raw`{"policy_id":"a","count":0,"shift":0,"mean \"x\"":-0},`,
      String.raw`{"policy_id":"say \"b\"\n","count":2147483648,"shift":-2147483648,"mean \"x\"":0.30000000000000004},`,
      String.raw`{"policy_id":"é","count":4294967295,"shift":2147483647,"mean \"x\"":5e-324}`,
      ']\n',
    ].join('\n'),
  );
});

it('writes an empty table as an empty array', async () => {
  const columns = [{ name: 'npv', type: 'f64' as const, values: new Float64Array(0) }];
  expect(JSON.parse(await json({ name: 'scenarios', length: 0, columns }))).toEqual([]);
});

it('joins groups of rows into one array, to the last bit', async () => {
  const length = 150_000;
  const values = Float64Array.from({ length }, (_, row) => (row % 3 === 0 ? -0 : row / 7));
  const text = await json({
    name: 'scenarios',
    length,
    columns: [{ name: 'npv', type: 'f64', values }],
  });
  const read = JSON.parse(text) as { npv: number }[];
  expect(Float64Array.from(read, ({ npv }) => npv)).toEqual(values);
});

it('refuses what JSON has no number for, naming the cell', async () => {
  const columns = [{ name: 'npv', type: 'f64' as const, values: Float64Array.of(1, NaN) }];
  await expect(json({ name: 'scenarios', length: 2, columns })).rejects.toMatchObject({
    code: 'NUMERICAL_ERROR',
    details: { row: 2, column: 'npv', found: 'NaN' },
  });
});
