/** Rows of two tables put side by side by their keys: policies, scenarios, years, groups. */
import type { Column, Table } from '../../../contracts/table.ts';

/** Positions of rows that both tables have, in the order of the first. */
export interface AlignedRows {
  /** Names of the columns that tell rows apart; empty where rows are counted. */
  readonly keyNames: readonly string[];
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly onlyA: Uint32Array;
  readonly onlyB: Uint32Array;
}

export function alignRowsByKey(a: Table, b: Table): AlignedRows {
  const left = keyColumns(a);
  const right = keyColumns(b);
  const keyNames = left.map(({ name }) => name);
  const isKeyed =
    keyNames.length > 0 && keyNames.join('\n') === right.map(({ name }) => name).join('\n');
  if (!isKeyed) return { keyNames: [], ...byPosition(a.length, b.length) };
  if (left.every((column, index) => haveSameValues(column, right[index]!))) {
    return { keyNames, ...byPosition(a.length, b.length) };
  }
  return { keyNames, ...byKey(keysOf(left, a.length), keysOf(right, b.length)) };
}

/** What the row is called: `17`, `3, Term20`; without keys its number from 1. */
export function rowName(table: Table, row: number): string {
  const keys = keyColumns(table);
  return keys.length === 0 ? `row ${row + 1}` : keyOf(keys, row);
}

/**
 * The first column of a table names its rows unless it is an amount: policy_id, scenario_id, year.
 * In tables by group the grouping columns follow it. What a portfolio carries along names nothing.
 */
export function keyColumns({ name, columns }: Table): readonly Column[] {
  const firstAmount = columns.findIndex(({ type }) => type === 'f64');
  const leading = firstAmount < 0 ? columns : columns.slice(0, firstAmount);
  return name.endsWith('_by_group') ? leading : leading.slice(0, 1);
}

function haveSameValues(a: Column, b: Column): boolean {
  if (a.type !== b.type || a.values.length !== b.values.length) return false;
  for (let row = 0; row < a.values.length; row++) {
    if (a.values[row] !== b.values[row]) return false;
  }
  return true;
}

function byPosition(a: number, b: number): Omit<AlignedRows, 'keyNames'> {
  const shared = Math.min(a, b);
  const range = (begin: number, end: number): Uint32Array =>
    Uint32Array.from({ length: Math.max(0, end - begin) }, (_, index) => begin + index);
  const both = range(0, shared);
  return { a: both, b: both, onlyA: range(shared, a), onlyB: range(shared, b) };
}

function byKey(a: readonly string[], b: readonly string[]): Omit<AlignedRows, 'keyNames'> {
  const places = new Map(b.map((key, row) => [key, row]));
  const known = new Set(a);
  const inBoth: [number, number][] = [];
  const onlyA: number[] = [];
  for (const [row, key] of a.entries()) {
    const place = places.get(key);
    if (place === undefined) onlyA.push(row);
    else inBoth.push([row, place]);
  }
  const onlyB = b.flatMap((key, row) => (known.has(key) ? [] : [row]));
  return {
    a: Uint32Array.from(inBoth, ([row]) => row),
    b: Uint32Array.from(inBoth, ([, row]) => row),
    onlyA: Uint32Array.from(onlyA),
    onlyB: Uint32Array.from(onlyB),
  };
}

function keysOf(columns: readonly Column[], length: number): string[] {
  return Array.from({ length }, (_, row) => keyOf(columns, row));
}

function keyOf(columns: readonly Column[], row: number): string {
  return columns.map(({ values }) => String(values[row])).join(', ');
}
