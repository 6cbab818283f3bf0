/** CSV out: shortest numbers that read back the same, -0 as -0, RFC 4180 quotes, LF. */
import type { Column, Table } from '../../contracts/table.ts';
import type { ByteSink } from '../byte-sink.ts';
import { rowGroups } from '../row-groups.ts';

const textEncoder = new TextEncoder();

/** Writes the table, one group of rows in memory at a time. */
export async function writeCsv(
  table: Table,
  sink: ByteSink,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { columns } = table;
  const isAlone = columns.length === 1;
  const header = columns.map(({ name }) => textCell(name, isAlone)).join(',');
  await sink.write(textEncoder.encode(`${header}\n`));
  for (const { begin, end } of rowGroups(table, signal)) {
    const lines: string[] = [];
    for (let row = begin; row < end; row++) {
      lines.push(columns.map((column) => cell(column, row, isAlone)).join(','));
    }
    await sink.write(textEncoder.encode(`${lines.join('\n')}\n`));
  }
}

function cell(column: Column, row: number, isAlone: boolean): string {
  if (column.type === 'utf8') return textCell(column.values[row] as string, isAlone);
  const value = column.values[row] as number;
  return Object.is(value, -0) ? '-0' : String(value);
}

/** An empty text that stands alone in its line gets quotes, or the line would be an empty one. */
function textCell(text: string, isAlone: boolean): string {
  const needsQuotes = /[",\r\n]/.test(text) || (isAlone && text === '');
  return needsQuotes ? `"${text.replaceAll('"', '""')}"` : text;
}
