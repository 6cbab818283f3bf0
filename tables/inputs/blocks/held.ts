/** The first `length` values, the last one repeated where there are fewer. */
export function held(values: Float64Array, length: number): Float64Array {
  const result = new Float64Array(length).fill(values[values.length - 1] as number);
  result.set(values.subarray(0, length));
  return result;
}
