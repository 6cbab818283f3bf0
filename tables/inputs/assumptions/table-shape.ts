/** What is read of an assumption table: its columns say how it is laid out. */
import { nearest } from '../../../contracts/nearest.ts';
import type { InputShape } from '../input-file.ts';
import { keyNames } from './keyed-table.ts';

const textColumns: ReadonlySet<string> = new Set(['name', 'surrender_basis', ...keyNames]);

/** Columns that must be there, and further ones to read of those that are. */
export interface TableColumns {
  readonly required: readonly string[];
  readonly others: readonly string[];
}

/** `optional`: columns that may be absent; one that looks like them is refused. */
export function tableShape(
  role: string,
  optional: readonly string[],
  columnsOf: (names: readonly string[]) => TableColumns,
): InputShape {
  return {
    role,
    optional,
    required: (names) => columnsOf(names).required,
    others: (names) => columnsOf(names).others,
    types: (name) => (textColumns.has(name) ? 'utf8' : 'f64'),
  };
}

/**
 * Columns of a table that has one for each product, named as the policies name them; null where it
 * has a column of values instead, rightly spelt or not.
 */
export function productColumns(
  names: readonly string[],
  rowColumn: string,
  valueColumn: string,
): readonly string[] | null {
  const others = names.filter((name) => name !== rowColumn);
  const isLong = others.includes('product_type') || nearest(valueColumn, others) !== null;
  return isLong || others.length === 0 || !names.includes(rowColumn) ? null : others;
}
