/** JSON out: an array of objects, one per row and line; shortest numbers that read back the same, -0 as -0. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Column, Table } from '../../contracts/table.ts';
import type { ByteSink } from '../byte-sink.ts';
import { rowGroups } from '../row-groups.ts';

const textEncoder = new TextEncoder();

/** Writes the table, one group of rows in memory at a time. Throws NUMERICAL_ERROR for what JSON has no number for. */
export async function writeJson(
  table: Table,
  sink: ByteSink,
  signal: AbortSignal | undefined,
): Promise<void> {
  const cells = table.columns.map(cellOf);
  await sink.write(textEncoder.encode('['));
  for (const { begin, end } of rowGroups(table, signal)) {
    const rows: string[] = [];
    for (let row = begin; row < end; row++) {
      rows.push(`{${cells.map((cell) => cell(row)).join(',')}}`);
    }
    await sink.write(textEncoder.encode(`${begin === 0 ? '\n' : ',\n'}${rows.join(',\n')}`));
  }
  await sink.write(textEncoder.encode('\n]\n'));
}

/** What writes a column's cell of a row, with its name before it. */
function cellOf(column: Column): (row: number) => string {
  const { name, type, values } = column;
  const key = `${JSON.stringify(name)}:`;
  if (type === 'utf8') return (row) => key + JSON.stringify(values[row]);
  return (row) => key + numberText(name, row, values[row] as number);
}

function numberText(column: string, row: number, value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  const message =
    `Row ${row + 1} of column ${column} is ${value}, and JSON has no such number. Take the table as ` +
    'Arrow, Parquet or CSV.';
  throw new LiveCalcError('NUMERICAL_ERROR', message, {
    row: row + 1,
    column,
    found: String(value),
    expected: 'a finite number',
  });
}
