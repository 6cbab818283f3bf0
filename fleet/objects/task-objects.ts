/** The objects of a task, as a worker comes to them. */
import type { ObjectRef } from '../../contracts/wire/task.ts';

/** Whose objects, and the token that says so. */
export interface ObjectScope {
  readonly tenant: string;
  readonly objectToken: string;
}

/** An object on this machine's disk, its bytes checked; it stays there until it is disposed of. */
export interface FetchedObject extends Disposable {
  readonly sha256: string;
  /** Absolute. */
  readonly file: string;
}

export interface TaskObjects {
  /**
   * Those who ask for the same object at the same time share one download. Throws NOT_FOUND,
   * ASSET_CHANGED where the bytes are not those of the hash, STORAGE_FULL, BACKEND_UNAVAILABLE.
   */
  fetch(scope: ObjectScope, object: ObjectRef, signal: AbortSignal): Promise<FetchedObject>;
  /** Stores a file of this machine; costs little where the store has it. Throws as `fetch` does. */
  putFile(scope: ObjectScope, file: string, object: ObjectRef, signal: AbortSignal): Promise<void>;
  putBytes(scope: ObjectScope, bytes: Uint8Array, signal: AbortSignal): Promise<ObjectRef>;
}
