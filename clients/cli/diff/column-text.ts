/** How far columns are apart, table by table. */
import { alignRows, wrapWords } from '../text/lines.ts';
import { decimalsFor, formatNumber } from '../text/number-format.ts';
import { signed } from '../text/sensitivity-rows.ts';
import type { ColumnDifference } from './column-difference.ts';

const longestKey = 20;

/** A block of lines for each table: its rows, its columns that differ, then those that do not. */
export function columnLines(columns: readonly ColumnDifference[]): string[] {
  const tables = Map.groupBy(columns, ({ name }) => name.slice(0, name.indexOf('.')));
  return [...tables].flatMap(([table, own]) => tableLines(table, own));
}

function tableLines(table: string, columns: readonly ColumnDifference[]): string[] {
  const differing = columns.filter(({ differing: count }) => count > 0);
  const rows = differing.map(({ name, largestAbsolute, largestRelative, ...column }) => [
    columnName(name),
    column.differing === column.rows ? 'all' : formatNumber(column.differing),
    largestAbsolute === null
      ? ''
      : differenceText(largestAbsolute.difference, decimalsFor(Math.abs(largestAbsolute.a))),
    shortened(largestAbsolute?.row ?? ''),
    largestRelative === null ? '' : percentText(largestRelative.difference),
  ]);
  const heading = ['', 'rows', 'largest', 'at', 'largest share'];
  return [
    '',
    `Table ${table}${rowsText(columns)}`,
    ...(rows.length === 0 ? [] : alignRows([heading, ...rows], [1, 2, 4])),
    ...kinds.flatMap(([words, isOf]) => listLine(words, columns.filter(isOf))),
  ];
}

const kinds: readonly (readonly [string, (column: ColumnDifference) => boolean])[] = [
  [
    'same bits',
    ({ kind, differing }) => kind === 'same' || (kind === 'differs' && differing === 0),
  ],
  ['only in A', ({ kind }) => kind === 'onlyA'],
  ['only in B', ({ kind }) => kind === 'onlyB'],
  ['another type', ({ kind }) => kind === 'otherType'],
  ['cannot be read', ({ kind }) => kind === 'unreadable'],
];

function listLine(words: string, columns: readonly ColumnDifference[]): string[] {
  if (columns.length === 0) return [];
  return [
    wrapWords(`  ${words}: ${columns.map(({ name }) => columnName(name)).join(', ')}`, '    '),
  ];
}

function rowsText(columns: readonly ColumnDifference[]): string {
  const most = columns.find(({ rows, onlyA, onlyB }) => rows + onlyA + onlyB > 0);
  if (most === undefined) return '';
  const { rows, onlyA, onlyB } = most;
  const unmatched = [
    ...(onlyA > 0 ? [`${formatNumber(onlyA)} only in A`] : []),
    ...(onlyB > 0 ? [`${formatNumber(onlyB)} only in B`] : []),
  ];
  return [
    `: ${formatNumber(rows)} rows${unmatched.length > 0 ? ' in both' : ''}`,
    ...unmatched,
  ].join(', ');
}

function columnName(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

function shortened(key: string): string {
  return key.length > longestKey ? `${key.slice(0, longestKey - 1)}…` : key;
}

/** With its sign; what would be rounded to zero and is not gets an exponent. */
export function differenceText(difference: number, decimals: number): string {
  const isLost = difference !== 0 && Number(difference.toFixed(decimals)) === 0;
  if (!isLost) return signed(difference, decimals);
  return `${difference > 0 ? '+' : ''}${difference.toExponential(1)}`;
}

/** Of a share of 1; small and large ones with an exponent. */
export function percentText(share: number): string {
  const percent = share * 100;
  if (percent >= 0.001 && percent < 1e6) return `${formatNumber(percent, 3)} %`;
  return `${percent.toExponential(1)} %`;
}
