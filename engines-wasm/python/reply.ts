/**
 * One answer at a time, from the main side to a thread that sleeps until it is there.
 *
 * The buffer begins with two words: whether an answer is there, and its length in bytes.
 */

const word = { isThere: 0, byteLength: 1 } as const;
const headerBytes = 8;
const capacityBytes = 1024 * 1024;
/** Characters that fit in any case: UTF-8 takes at most three bytes for each. */
export const longestText: number = Math.floor(capacityBytes / 3);
/** Every wait has a bound; the thread looks again after it. */
const longestWaitMs = 1000;

export function createReply(): SharedArrayBuffer {
  return new SharedArrayBuffer(headerBytes + capacityBytes);
}

/** Forgets an answer that nobody took. */
export function clearReply(reply: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(reply, 0, 2), word.isThere, 0);
}

/** Wakes the thread. Throws RangeError where the text is longer than 1 MiB. */
export function putReply(reply: SharedArrayBuffer, text: string): void {
  const bytes = new TextEncoder().encode(text);
  new Uint8Array(reply, headerBytes).set(bytes);
  const words = new Int32Array(reply, 0, 2);
  Atomics.store(words, word.byteLength, bytes.length);
  Atomics.store(words, word.isThere, 1);
  Atomics.notify(words, word.isThere);
}

/** Sleeps until there is an answer, and takes it. */
export function takeReply(reply: SharedArrayBuffer): string {
  const words = new Int32Array(reply, 0, 2);
  while (Atomics.load(words, word.isThere) === 0) {
    Atomics.wait(words, word.isThere, 0, longestWaitMs);
  }
  Atomics.store(words, word.isThere, 0);
  // TextDecoder refuses shared memory in browsers.
  return new TextDecoder().decode(
    new Uint8Array(reply, headerBytes, Atomics.load(words, word.byteLength)).slice(),
  );
}
