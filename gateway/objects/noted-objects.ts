/**
 * The object store together with the job store's notes of it: nothing is stored that is not noted, so
 * that retention finds it again.
 *
 * Retention looks at an object's version, sees that nothing needs it, and removes that version
 * (gateway/retention). Here the order is the other one, note first and then give another version: so
 * whatever either does in between, an object that was put or claimed stays.
 */
import type { ObjectRef } from '../../contracts/wire/task.ts';
import type { JobStore } from '../store/job-store.ts';
import type { Bytes } from './checked-bytes.ts';
import type { ExpectedObject, ObjectStore } from './object-store.ts';

type Expected = Omit<ExpectedObject, 'beforeStored'>;

export class NotedObjects {
  readonly store: ObjectStore;
  readonly #notes: Pick<JobStore, 'touchObject'>;

  constructor(store: ObjectStore, notes: Pick<JobStore, 'touchObject'>) {
    this.store = store;
    this.#notes = notes;
  }

  /** Throws as `ObjectStore.put`. */
  async put(tenant: string, bytes: Bytes, expected: Expected): Promise<ObjectRef> {
    const beforeStored = (object: ObjectRef): Promise<void> =>
      this.#notes.touchObject(tenant, object);
    return await this.store.put(tenant, bytes, { ...expected, beforeStored });
  }

  /** The object, which then stays for a while; null where there is none. Throws BACKEND_UNAVAILABLE. */
  async claim(tenant: string, sha256: string): Promise<ObjectRef | null> {
    const found = await this.store.find(tenant, sha256);
    if (found === null) return null;
    const object = { sha256, sizeBytes: found.sizeBytes };
    await this.#notes.touchObject(tenant, object);
    return (await this.store.renew(tenant, sha256)) ? object : null;
  }
}
