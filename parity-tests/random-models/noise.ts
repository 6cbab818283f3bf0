/** Numbers that depend on nothing but a seed and a name, so that a model can be shrunk part by part. */

type Name = string | number;

export interface Noise {
  /** From 0 up to, but not, 1. */
  at(...name: readonly Name[]): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number, ...name: readonly Name[]): number;
  /** One of `choices`. */
  oneOf<T>(choices: readonly T[], ...name: readonly Name[]): T;
}

/** FNV-1a over the name, then the finalizer of MurmurHash3, so that near names are far apart. */
function hash(seed: number, name: readonly Name[]): number {
  let state = 0x811c9dc5 ^ seed;
  for (const character of name.join('/')) {
    state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

export function noiseOf(seed: number): Noise {
  const at = (...name: readonly Name[]): number => hash(seed, name) / 2 ** 32;
  const whole = (low: number, high: number, ...name: readonly Name[]): number =>
    low + Math.floor(at(...name) * (high - low + 1));
  return {
    at,
    whole,
    oneOf: (choices, ...name) => choices[whole(0, choices.length - 1, ...name)]!,
  };
}
