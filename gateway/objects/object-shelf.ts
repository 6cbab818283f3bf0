import type { AssetShelf, ExpectedAsset, PinnedAsset } from '../../intake/asset-shelf.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import type { Bytes } from './checked-bytes.ts';
import type { NotedObjects } from './noted-objects.ts';

/**
 * The object store as the intake sees it. Pins need no letting go: an object that was put or claimed
 * stays longer than any submission takes, and then its job keeps it.
 */
export class ObjectShelf implements AssetShelf<PinnedAsset> {
  readonly #objects: NotedObjects;
  readonly #maxBytes: number;

  /** `maxBytes`: of one file. */
  constructor(objects: NotedObjects, maxBytes: number) {
    this.#objects = objects;
    this.#maxBytes = maxBytes;
  }

  async pin(tenant: string, sha256: string): Promise<PinnedAsset | undefined> {
    const object = await this.#objects.claim(tenant, sha256);
    return object === null ? undefined : pinned(object);
  }

  /** Throws PACKAGE_TOO_LARGE too. */
  async put(tenant: string, bytes: Bytes, expected: ExpectedAsset): Promise<PinnedAsset> {
    return pinned(
      await this.#objects.put(tenant, bytes, { ...expected, maxBytes: this.#maxBytes }),
    );
  }
}

function pinned({ sha256, sizeBytes }: ObjectRef): PinnedAsset {
  return { sha256, sizeBytes, [Symbol.dispose]: () => {} };
}
