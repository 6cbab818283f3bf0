/** How far the values of one column are apart, row by row. */
import type { Column, Table } from '../../../contracts/table.ts';
import { alignRowsByKey, rowName, type AlignedRows } from './aligned-rows.ts';
import type { ComparedResult } from './compared-result.ts';

/** The row in which something is largest. */
export interface LargestDifference {
  /** As its keys say: `17`, `3, Term20`. */
  readonly row: string;
  readonly a: number;
  readonly b: number;
  /** b - a, or |b - a| / |a|. */
  readonly difference: number;
}

export interface ColumnDifference {
  /** `table.column` */
  readonly name: string;
  /** `same`: the same bits in the same rows; `differs` also where only the rows are others. */
  readonly kind: 'same' | 'differs' | 'onlyA' | 'onlyB' | 'otherType' | 'unreadable';
  /** Rows that both have. */
  readonly rows: number;
  readonly onlyA: number;
  readonly onlyB: number;
  /** Of the rows that both have. */
  readonly differing: number;
  /** Null for text, and where nothing differs. */
  readonly largestAbsolute: LargestDifference | null;
  /** Null too where only values of zero have changed. */
  readonly largestRelative: LargestDifference | null;
}

/** Every column of either run, in the order of A's, those of B alone last. */
export function columnDifferences(a: ComparedResult, b: ComparedResult): ColumnDifference[] {
  const hashes = new Map(b.result.columns.map((column) => [column.name, column]));
  const alignments = new Map<string, AlignedRows>();
  const inA = a.result.columns.map((column) => {
    const twin = hashes.get(column.name);
    if (twin === undefined) return unlike(column.name, 'onlyA');
    if (twin.type !== column.type) return unlike(column.name, 'otherType');
    const isSame = twin.sha256 === column.sha256 && a.fault === null && b.fault === null;
    if (isSame) return { ...unlike(column.name, 'same'), rows: column.length };
    return valueDifference(column.name, a, b, alignments);
  });
  const known = new Set(a.result.columns.map(({ name }) => name));
  const onlyB = b.result.columns.filter(({ name }) => !known.has(name));
  return [...inA, ...onlyB.map(({ name }) => unlike(name, 'onlyB'))];
}

function unlike(name: string, kind: ColumnDifference['kind']): ColumnDifference {
  const none = { largestAbsolute: null, largestRelative: null };
  return { name, kind, rows: 0, onlyA: 0, onlyB: 0, differing: 0, ...none };
}

function valueDifference(
  name: string,
  a: ComparedResult,
  b: ComparedResult,
  alignments: Map<string, AlignedRows>,
): ColumnDifference {
  const dot = name.indexOf('.');
  const [table, column] = [name.slice(0, dot), name.slice(dot + 1)];
  const [left, right] = [a.tables.get(table), b.tables.get(table)];
  const find = (one: Table | undefined): Column | undefined =>
    one?.columns.find((own) => own.name === column);
  const [x, y] = [find(left), find(right)];
  if (!left || !right || !x || !y) return unlike(name, 'unreadable');
  const rows = alignments.get(table) ?? alignRowsByKey(left, right);
  alignments.set(table, rows);
  const { differing, absolute, relative } = scan(x.values, y.values, rows);
  const isSame = differing === 0 && rows.onlyA.length + rows.onlyB.length === 0;
  const at = (found: Extreme | null): LargestDifference | null =>
    found && { ...found, row: rowName(left, found.row) };
  return {
    name,
    kind: isSame ? 'same' : 'differs',
    rows: rows.a.length,
    onlyA: rows.onlyA.length,
    onlyB: rows.onlyB.length,
    differing,
    largestAbsolute: at(absolute),
    largestRelative: at(relative),
  };
}

interface Extreme {
  readonly row: number;
  readonly a: number;
  readonly b: number;
  readonly difference: number;
}

function scan(
  a: Column['values'],
  b: Column['values'],
  rows: AlignedRows,
): { differing: number; absolute: Extreme | null; relative: Extreme | null } {
  let differing = 0;
  let absolute: Extreme | null = null;
  let relative: Extreme | null = null;
  for (let index = 0; index < rows.a.length; index++) {
    const row = rows.a[index]!;
    const [x, y] = [a[row], b[rows.b[index]!]];
    if (Object.is(x, y)) continue;
    differing++;
    if (typeof x !== 'number' || typeof y !== 'number') continue;
    const difference = y - x;
    if (absolute === null || Math.abs(difference) > Math.abs(absolute.difference)) {
      absolute = { row, a: x, b: y, difference };
    }
    const share = Math.abs(difference) / Math.abs(x);
    if (x !== 0 && (relative === null || share > relative.difference)) {
      relative = { row, a: x, b: y, difference: share };
    }
  }
  return { differing, absolute, relative };
}
