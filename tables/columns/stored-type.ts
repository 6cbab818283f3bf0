import type { ColumnContent } from '../table-file.ts';

/**
 * How a Parquet or Arrow file stores a column, and so what its decoded values mean. One builder per
 * stored type turns them into one of the four column types.
 */
export type StoredType =
  /** 8 to 32 bits, signed or not, in numbers. */
  | { readonly kind: 'i32' | 'u32' }
  /** 64 bits in bigints; becomes u32 or i32 where all values fit, else f64 up to 2^53. */
  | { readonly kind: 'i64' | 'u64' }
  | { readonly kind: 'f64' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'text' }
  /** Days since 1970-01-01. */
  | { readonly kind: 'date' }
  /** Units since 1970-01-01, in UTC or in an unnamed local time. */
  | { readonly kind: 'timestamp'; readonly unit: TimeUnit; readonly isUtc: boolean }
  /** An integer (number, bigint or big-endian bytes) in units of 10^-scale. */
  | { readonly kind: 'decimal'; readonly scale: number };

export type TimeUnit = 'seconds' | 'milliseconds' | 'microseconds' | 'nanoseconds';

/** Decoded values in file order: a typed array, or a plain one where a null may stand. */
export type Chunk = ArrayLike<unknown>;

const textKinds: readonly string[] = ['text', 'date', 'timestamp'] satisfies StoredType['kind'][];

/** Whether a column of it becomes one of numbers. */
function isNumeric(type: StoredType | null): boolean {
  return type !== null && !textKinds.includes(type.kind);
}

/** Of a file that says its types. */
export function storedContents(
  columns: readonly { readonly name: string; readonly type: StoredType | null }[],
): readonly ColumnContent[] {
  return columns.map(({ name, type }) =>
    isNumeric(type)
      ? { holds: 'numbers', name, type: null }
      : { holds: 'text', name, firstText: null },
  );
}
