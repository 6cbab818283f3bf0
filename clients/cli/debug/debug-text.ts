/** What `livecalc debug` shows, as text. Pure. */
import type {
  InspectedBlock,
  InspectedNode,
  Inspected,
  Standing,
} from '../../../contracts/wire/debug.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { Breakpoint } from '../../../runtime/debug/breakpoint.ts';
import { columnView } from '../../../runtime/bus/bus.ts';
import { alignRows } from '../text/lines.ts';
import { exactNumber, formatDuration, formatNumber } from '../text/number-format.ts';

type Column = InspectedBlock['columns'][number];

/** A sentence on where the run stands. */
export function standingText({ at, node, stage, running }: Standing): string {
  const place = at === 'during' ? `inside ${stage}, between two chunks` : `${at} ${node}`;
  const beside = running.length === 0 ? '' : ` Python goes on beside it: ${running.join(', ')}.`;
  return `The run stands ${place}.${beside}\n`;
}

/** A row for each node, the one that the run stands at marked. */
export function nodesText(
  nodes: readonly InspectedNode[],
  standing: Standing | null,
  breakpoints: ReadonlyMap<string, Breakpoint>,
): string {
  const rows = nodes.map(({ id, engine, status, ms }) => [
    standing?.node === id ? '>' : '',
    id,
    engine,
    status,
    ms > 0 ? formatDuration(ms) : '',
    breakpoints.has(id) ? `stops ${breakpoints.get(id)!.at}` : '',
  ]);
  return lines(alignRows([['', 'node', 'engine', 'status', 'time', ''], ...rows], [4]));
}

/** A row for each block. */
export function blocksText(blocks: readonly InspectedBlock[]): string {
  const rows = blocks.map(({ name, writer, columns }) => [
    name.slice('bus://'.length),
    writer,
    formatNumber(columns.reduce((sum, { bytes }) => sum + bytes, 0)),
    columns.map((column) => column.name).join(' '),
  ]);
  return lines(alignRows([['block', 'written by', 'bytes', 'columns'], ...rows], [2]));
}

/** A row for each column of a block. */
export function blockText({ name, writer, columns }: InspectedBlock): string {
  const rows = columns.map((column) => [
    column.name,
    `${column.type}[${column.shape.join(' x ')}]`,
    formatNumber(column.bytes),
    `0x${column.address.toString(16)}`,
    column.sha256 ?? '',
  ]);
  const table = alignRows([['column', 'type', 'bytes', 'address', 'sha256'], ...rows], [2]);
  return `${name}, written by ${writer}\n${lines(table)}`;
}

/** A line for each element: where it is along its axes, and its value with all digits. */
export function valuesText(
  block: string,
  column: Column,
  { base64, offset, length }: NonNullable<Inspected['values']>,
): string {
  const head = `${block}.${column.name}, ${column.type}[${column.shape.join(' x ')}]\n`;
  if (length === 0) return `${head}  no elements there\n`;
  const { buffer } = Uint8Array.from(Buffer.from(base64, 'base64'));
  const rows = Array.from(columnView(buffer, column.type, 0, length), (value, index) => [
    `[${position(offset + index, column.shape).join(', ')}]`,
    exactNumber(value),
  ]);
  return `${head}${lines(alignRows(rows, [1]))}`;
}

export function breakpointsText(breakpoints: ReadonlyMap<string, Breakpoint>): string {
  const rows = [...breakpoints].map(([node, { at }]) => [node, at]);
  return rows.length === 0 ? '  no breakpoints\n' : lines(alignRows(rows));
}

/** An element's index along each axis. */
function position(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((length) => {
      const along = rest % length;
      rest = Math.floor(rest / length);
      return along;
    })
    .toReversed();
}

function lines(rows: readonly string[]): string {
  return rows.map((row) => `${row}\n`).join('');
}

/** What the run came to. */
export function endText({ statistics, resultHash, partial }: RunResult): string {
  const mean = statistics === null ? '' : `  mean npv     ${formatNumber(statistics.mean, 2)}\n`;
  const hash = resultHash === null ? 'none: the result is partial' : resultHash;
  const failures = (partial?.failures ?? []).map(({ node, message }) => `  ${node}: ${message}\n`);
  return `The run has come to its end; nothing is written.\n${mean}  result hash  ${hash}\n${failures.join('')}`;
}
