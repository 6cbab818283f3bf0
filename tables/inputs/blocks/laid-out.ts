import { held } from './held.ts';

/** Parts one behind the other, each of `length` values: cut, or its last value repeated. */
export function laidOut(parts: readonly Float64Array[], length: number): Float64Array {
  const values = new Float64Array(parts.length * length);
  for (const [index, part] of parts.entries()) values.set(held(part, length), index * length);
  return values;
}

/** Index of the value that each row reads in projection year 1, years counted from its policy year 1. */
export function laidOutStarts(
  entries: Uint32Array,
  durations: Int32Array | undefined,
  endYear: Uint32Array,
  length: number,
): Int32Array {
  const starts = new Int32Array(entries.length);
  for (let row = 0; row < entries.length; row++) {
    // A policy that reads no value has none.
    if (endYear[row] === 0) continue;
    starts[row] = (entries[row] as number) * length + (durations?.[row] ?? 0);
  }
  return starts;
}
