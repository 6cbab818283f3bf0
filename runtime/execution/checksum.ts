/** A checksum of what lies in shared memory, read in place: no copy, and the same on every machine. */

/** Odd, so that multiplying by it loses nothing: a single word that differs is always seen. */
const factor = 0x9e3779b1 | 0;
const shift = 15;

/**
 * 128 bits as 32 hex digits: four lanes of 32, each word taken in by exclusive or, multiplied, and its
 * high bits folded into the low ones. It finds what was overwritten by mistake; it is no proof against
 * somebody who wants to be overlooked. `bytes` is a multiple of 4.
 */
export function checksum(buffer: ArrayBufferLike, address: number, bytes: number): string {
  const words = new Int32Array(buffer, address, bytes / 4);
  const whole = words.length - (words.length % 4);
  let a = 1;
  let b = 2;
  let c = 3;
  let d = words.length | 0;
  for (let index = 0; index < whole; index += 4) {
    a = mix(a, words[index]!);
    b = mix(b, words[index + 1]!);
    c = mix(c, words[index + 2]!);
    d = mix(d, words[index + 3]!);
  }
  for (let index = whole; index < words.length; index++) a = mix(a, words[index]!);
  return [a, b, c, d].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

function mix(lane: number, word: number): number {
  const mixed = Math.imul(lane ^ word, factor);
  return mixed ^ (mixed >>> shift);
}
