/**
 * Bytes under their SHA-256, by tenant: inputs, partials, results (I8).
 *
 * An object is there in whole or not at all, and never changes. Who still needs it, the job store knows.
 */
import type { ObjectRef } from '../../contracts/wire/task.ts';

export interface ByteRange {
  readonly begin: number;
  /** Exclusive. */
  readonly end: number;
}

/** What is expected of bytes that come; without a hash, any. */
export interface ExpectedObject {
  readonly sha256?: string | undefined;
  /** What errors call it. */
  readonly name: string;
  readonly maxBytes: number;
  /** Called once the bytes are known to be right, before they are there for others. What it throws, `put` throws. */
  readonly beforeStored?: ((object: ObjectRef) => Promise<void>) | undefined;
}

export interface StoredObject extends ObjectRef {
  /** Another after every `put` and `renew`. */
  readonly version: string;
}

export interface ObjectStore extends AsyncDisposable {
  /**
   * Stores bytes as they come, in bounded memory. Where the object is there already, its version is
   * another afterwards. Throws ASSET_CHANGED for another hash, PACKAGE_TOO_LARGE, STORAGE_FULL,
   * BACKEND_UNAVAILABLE, and what `bytes` throws; then nothing of them stays.
   */
  put(
    tenant: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    expected: ExpectedObject,
  ): Promise<ObjectRef>;
  /** Null where there is none. */
  find(tenant: string, sha256: string): Promise<StoredObject | null>;
  /** Gives an object another version, so that who is about to remove it does not; false where it is gone. */
  renew(tenant: string, sha256: string): Promise<boolean>;
  /** The bytes, or those of a range. Throws NOT_FOUND, BACKEND_UNAVAILABLE. */
  read(tenant: string, sha256: string, range?: ByteRange): AsyncIterable<Uint8Array>;
  /** Where whoever has the address can read the object for so long; null where only `read` can. */
  signedUrl(tenant: string, sha256: string, forSeconds: number): Promise<string | null>;
  /** A file of this machine with the object's bytes, where the store is a folder; else null. */
  localFile(tenant: string, sha256: string): string | null;
  /** Whether or not it was there; with a version, only while it has that one. */
  remove(tenant: string, sha256: string, version?: string): Promise<void>;
  /** Bytes and number of all objects: 0 where nothing was left behind. */
  size(): Promise<{ readonly objects: number; readonly bytes: number }>;
}
