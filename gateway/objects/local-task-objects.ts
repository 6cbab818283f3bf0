/** The objects of a task where gateway and worker are one process. */
import { createReadStream } from 'node:fs';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import type { FetchedObject, ObjectScope, TaskObjects } from '../../fleet/objects/task-objects.ts';
import type { AssetStore } from '../../intake/assets/asset-store.ts';
import { noObject } from './checked-bytes.ts';
import type { NotedObjects } from './noted-objects.ts';

export class LocalTaskObjects implements TaskObjects {
  readonly #objects: NotedObjects;
  readonly #cache: AssetStore;
  readonly #downloads = new Map<string, Promise<FetchedObject>>();

  /** Objects of a store that is no folder of this machine are kept in `cache`. */
  constructor(objects: NotedObjects, cache: AssetStore) {
    this.#objects = objects;
    this.#cache = cache;
  }

  async fetch(
    { tenant }: ObjectScope,
    { sha256 }: ObjectRef,
    signal: AbortSignal,
  ): Promise<FetchedObject> {
    signal.throwIfAborted();
    const { store } = this.#objects;
    const file = store.localFile(tenant, sha256);
    if (file === null) return await this.#download(tenant, sha256);
    // Its job keeps it where it is as long as it has tasks.
    if ((await store.find(tenant, sha256)) === null) throw noObject(sha256);
    return { sha256, file, [Symbol.dispose]: () => {} };
  }

  async putFile(
    { tenant }: ObjectScope,
    file: string,
    { sha256, sizeBytes }: ObjectRef,
    signal: AbortSignal,
  ): Promise<void> {
    if ((await this.#objects.claim(tenant, sha256)) !== null) return;
    const bytes = createReadStream(file, { signal }) as AsyncIterable<Uint8Array>;
    await this.#objects.put(tenant, bytes, { name: file, sha256, maxBytes: sizeBytes });
  }

  async putBytes(
    { tenant }: ObjectScope,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<ObjectRef> {
    signal.throwIfAborted();
    const expected = { name: 'of a task', maxBytes: bytes.byteLength };
    return await this.#objects.put(tenant, [bytes], expected);
  }

  /** Whoever comes while it is on its way waits for the same one. */
  async #download(tenant: string, sha256: string): Promise<FetchedObject> {
    const place = JSON.stringify([tenant, sha256]);
    const known = this.#cache.pin(tenant, sha256);
    if (known !== undefined) return known;
    const underway = this.#downloads.get(place);
    if (underway !== undefined) {
      await underway;
      return await this.#download(tenant, sha256);
    }
    const bytes = this.#objects.store.read(tenant, sha256);
    const download = this.#cache.put(tenant, bytes, { name: `object ${sha256}`, sha256 });
    this.#downloads.set(place, download);
    try {
      return await download;
    } finally {
      this.#downloads.delete(place);
    }
  }
}
