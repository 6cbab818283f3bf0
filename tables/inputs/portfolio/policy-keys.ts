/** Columns of the portfolio by which tables are keyed and results grouped, coded when first asked for. */
import type { Column } from '../../../contracts/table.ts';
import { genders } from '../assumptions/keyed-table.ts';
import { coded } from './codes.ts';
import type { Coded } from './codes.ts';

export class PolicyKeys {
  readonly #columns: ReadonlyMap<string, Column>;
  readonly #gender: Uint32Array | null;
  readonly #coded = new Map<string, Coded>();

  /** `gender` are the codes of the column of that name, whose texts are not kept. */
  constructor(columns: Iterable<Column>, gender: Uint32Array | null) {
    this.#columns = new Map(Array.from(columns, (column) => [column.name, column]));
    this.#gender = gender;
  }

  /** Null where the portfolio has no such column, or none that could be used. */
  codes(name: string): Coded | null {
    const known = this.#coded.get(name);
    if (known !== undefined) return known;
    const values = name === 'gender' ? this.#gender : this.#columns.get(name)?.values;
    if (values === undefined || values === null) return null;
    const codes = coded(values);
    this.#coded.set(name, codes);
    return codes;
  }

  /** The column as the file has it, at some of its rows. */
  at(name: string, rows: readonly number[]): Column {
    if (name === 'gender') {
      const codeAt = (row: number): number => this.#gender?.[row] as number;
      return { name, type: 'utf8', values: rows.map((row) => genders[codeAt(row)] as string) };
    }
    return columnAt(this.#columns.get(name) as Column, rows);
  }

  /** One value, as it would be printed. */
  text(name: string, row: number): string {
    return String(this.at(name, [row]).values[0]);
  }
}

function columnAt(column: Column, rows: readonly number[]): Column {
  const { name, type, values } = column;
  const value = (row: number): number => values[row] as number;
  switch (type) {
    case 'utf8':
      return { name, type, values: rows.map((row) => values[row] as string) };
    case 'u32':
      return { name, type, values: Uint32Array.from(rows, value) };
    case 'i32':
      return { name, type, values: Int32Array.from(rows, value) };
    case 'f64':
      return { name, type, values: Float64Array.from(rows, value) };
  }
}
