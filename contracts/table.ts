/** Typed columns: what files are read into, what results are made of, what is hashed. */

/** `utf8` is text; there are no nulls in any type. */
export type ColumnType = 'i32' | 'u32' | 'f64' | 'utf8';

export type NumericType = Exclude<ColumnType, 'utf8'>;

export type NumericArray = Int32Array | Uint32Array | Float64Array;

/** One column. The array's kind is given by `type`. */
export type Column =
  | { readonly name: string; readonly type: 'i32'; readonly values: Int32Array }
  | { readonly name: string; readonly type: 'u32'; readonly values: Uint32Array }
  | { readonly name: string; readonly type: 'f64'; readonly values: Float64Array }
  | { readonly name: string; readonly type: 'utf8'; readonly values: readonly string[] };

/** Columns of equal length, in their order. */
export interface Table {
  readonly name: string;
  /** Number of rows. */
  readonly length: number;
  readonly columns: readonly Column[];
}

/** Bytes of one element of each numeric type. */
export const elementBytes = { i32: 4, u32: 4, f64: 8 } as const satisfies Record<
  NumericType,
  number
>;
