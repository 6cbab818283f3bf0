/** The objects of a task where gateway and worker are one process. */
import { createReadStream } from 'node:fs';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import { SharedDownloads } from '../../fleet/objects/shared-downloads.ts';
import type { FetchedObject, ObjectScope, TaskObjects } from '../../fleet/objects/task-objects.ts';
import type { AssetStore } from '../../intake/assets/asset-store.ts';
import { noObject } from './checked-bytes.ts';
import type { NotedObjects } from './noted-objects.ts';

export class LocalTaskObjects implements TaskObjects {
  readonly #objects: NotedObjects;
  readonly #cache: AssetStore;
  readonly #downloads = new SharedDownloads();

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
    if (file === null) return await this.#cached(tenant, sha256, signal);
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
  async #cached(tenant: string, sha256: string, signal: AbortSignal): Promise<FetchedObject> {
    for (;;) {
      const known = this.#cache.pin(tenant, sha256);
      if (known !== undefined) return known;
      const start = (stop: AbortSignal): Promise<void> => this.#download(tenant, sha256, stop);
      await this.#downloads.join(JSON.stringify([tenant, sha256]), start, signal);
    }
  }

  async #download(tenant: string, sha256: string, signal: AbortSignal): Promise<void> {
    const bytes = unlessAborted(this.#objects.store.read(tenant, sha256), signal);
    using _stored = await this.#cache.put(tenant, bytes, { name: `the object ${sha256}`, sha256 });
  }
}

async function* unlessAborted(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  for await (const chunk of bytes) {
    signal.throwIfAborted();
    yield chunk;
  }
}
