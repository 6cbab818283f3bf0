/** Marsaglia's xorshift32 in [0, 1): the same numbers on every machine. */
export function uniformGenerator(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
