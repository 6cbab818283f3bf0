/** A typed array that grows: for files that do not say how many rows they have. */
import type { NumericType } from '../../contracts/table.ts';

const arrays = { i32: Int32Array, u32: Uint32Array, f64: Float64Array } as const;

type ArrayOf<T extends NumericType> = InstanceType<(typeof arrays)[T]>;

export interface Growable<T extends NumericType> {
  /** The array, with room for `count` more values after the `length` in use; valid until the next call. */
  reserve(count: number): ArrayOf<T>;
  /** Values in use; whoever writes into the array counts them. */
  length: number;
  /** The values in use, as an array of just that length. */
  finish(): ArrayOf<T>;
}

/** `capacity` is how many values are expected; growing past it costs copies, never values. */
export function growable<T extends NumericType>(type: T, capacity: number): Growable<T> {
  const ofType = arrays[type] as unknown as new (length: number) => ArrayOf<T>;
  let values = new ofType(capacity);
  return {
    length: 0,
    reserve(count) {
      const needed = this.length + count;
      if (needed > values.length) {
        const larger = new ofType(Math.max(needed, values.length * 2));
        larger.set(values.subarray(0, this.length));
        values = larger;
      }
      return values;
    },
    finish() {
      return (this.length === values.length ? values : values.slice(0, this.length)) as ArrayOf<T>;
    },
  };
}
