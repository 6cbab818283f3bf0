import { createSHA256 } from 'hash-wasm';
import type { CreateSha256 } from './sha256.ts';

const bytesPerUpdate = 1 << 20;

/** Loads the SHA-256 module once; every hash after that is made at once. */
export async function loadWasmSha256(): Promise<CreateSha256> {
  // The library makes instances asynchronously and hashing does not wait, so one instance serves
  // all hashes, each keeping its own state between updates.
  const hasher = await createSHA256();
  const initial = hasher.init().save();
  return () => {
    let state = initial;
    return {
      update: (bytes) => {
        hasher.load(state);
        for (let begin = 0; begin < bytes.length; begin += bytesPerUpdate) {
          // Copied, because the library does not read shared memory.
          hasher.update(bytes.slice(begin, begin + bytesPerUpdate));
        }
        state = hasher.save();
      },
      digest: () => {
        hasher.load(state);
        return hasher.digest('hex');
      },
    };
  };
}
