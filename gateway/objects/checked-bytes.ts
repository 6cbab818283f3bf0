/** Bytes on their way into a store: counted, hashed, and refused where they are too many or others. */
import { createHash } from 'node:crypto';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import { limited } from '../../intake/limited.ts';
import type { ExpectedObject } from './object-store.ts';

export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

export class CheckedBytes implements AsyncIterable<Uint8Array> {
  readonly #bytes: Bytes;
  readonly #expected: ExpectedObject;
  readonly #hash = createHash('sha256');
  #sizeBytes = 0;

  constructor(bytes: Bytes, expected: ExpectedObject) {
    this.#bytes = bytes;
    this.#expected = expected;
  }

  /** Once. Throws PACKAGE_TOO_LARGE, and what the bytes throw. */
  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    const { name, maxBytes } = this.#expected;
    for await (const chunk of limited(this.#bytes, maxBytes, `The object ${name}`)) {
      this.#hash.update(chunk);
      this.#sizeBytes += chunk.byteLength;
      yield chunk;
    }
  }

  /** What they were, once all have passed. Throws ASSET_CHANGED. */
  async accepted(): Promise<ObjectRef> {
    const found = this.#hash.digest('hex');
    const { name, sha256 = found, beforeStored } = this.#expected;
    if (found !== sha256) throw changed(name, found, sha256);
    const object = { sha256, sizeBytes: this.#sizeBytes };
    await beforeStored?.(object);
    return object;
  }
}

function changed(name: string, found: string, expected: string): LiveCalcError {
  const message =
    `The bytes of ${name} have the SHA-256 ${found}, expected ${expected}: they were changed ` +
    'after the hash was taken. Nothing was stored; make the package or the request again.';
  return new LiveCalcError('ASSET_CHANGED', message, { file: name, found, expected });
}

/** What reading an object that is not there throws. */
export function noObject(sha256: string, cause?: unknown): LiveCalcError {
  const message = `There is no object ${sha256} of this tenant. It may have been removed when nothing needed it any more.`;
  return new LiveCalcError('NOT_FOUND', message, { found: sha256 }, cause);
}
