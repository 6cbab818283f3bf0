/** One bit the other way round: the smallest fault there is. */
import type { Column, Table } from '../../contracts/table.ts';
import { arrivedColumns, arrivedHash, type Outcome } from './outcome.ts';

/** A value of a result, and which of its bits. */
export interface BitPlace {
  /** `table.column`. */
  readonly column: string;
  /** From 0. */
  readonly row: number;
  /** 0 is the lowest; of a text, of its first character. */
  readonly bit: number;
}

/** The outcome of an engine that computed this one bit differently, and tells so. */
export function withFlippedBit(outcome: Outcome, place: BitPlace): Outcome {
  const tables = outcome.tables.map((table) => flippedTable(table, place));
  const flipped = { ...outcome, tables };
  const result = {
    ...outcome.result,
    columns: [...arrivedColumns(flipped)],
    resultHash: arrivedHash(flipped),
  };
  return { tables, result };
}

function flippedTable(table: Table, place: BitPlace): Table {
  const columns = table.columns.map((column) =>
    `${table.name}.${column.name}` === place.column ? flippedColumn(column, place) : column,
  );
  return { ...table, columns };
}

function flippedColumn(column: Column, { row, bit }: BitPlace): Column {
  if (column.type === 'utf8') {
    const value = column.values[row]!;
    const first = String.fromCharCode(value.charCodeAt(0) ^ (1 << bit));
    return { ...column, values: column.values.with(row, first + value.slice(1)) };
  }
  const values = column.values.slice();
  const width = values.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(values.buffer);
  // Little-endian, as every machine that runs WebAssembly here.
  bytes[row * width + (bit >> 3)]! ^= 1 << (bit & 7);
  return { ...column, values } as Column;
}
