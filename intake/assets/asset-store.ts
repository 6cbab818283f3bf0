/**
 * Assets: bytes under their SHA-256, one folder per tenant.
 *
 * The folder's name is a hash of the tenant, so that no name from a token reaches the file system.
 * An asset is written beside its place and renamed once its hash was checked: what has the name has
 * the bytes. It is not synced to the disk, as a server that starts begins with an empty store.
 */
import { createHash, randomUUID } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { AssetShelf, ExpectedAsset, PinnedAsset } from '../asset-shelf.ts';
import { asStorageError, type DiskRoom, type Holding } from '../storage/disk-room.ts';

/** An asset that stays on the disk until it is let go. */
export interface PinnedFile extends PinnedAsset {
  /** Absolute. */
  readonly file: string;
}

interface Written {
  readonly sha256: string;
  readonly sizeBytes: number;
}

interface StoredAsset extends Written {
  readonly file: string;
  readonly holding: Holding;
}

export class AssetStore implements AssetShelf<PinnedFile> {
  readonly #folder: string;
  readonly #room: DiskRoom;
  readonly #onStored: (bytes: number) => void;
  readonly #assets = new Map<string, StoredAsset>();

  /** `folder` is absolute, and the store's own. */
  constructor(folder: string, room: DiskRoom, onStored: (bytes: number) => void = () => {}) {
    this.#folder = folder;
    this.#room = room;
    this.#onStored = onStored;
  }

  /** The tenant's asset of that hash; undefined where there is none. */
  pin(tenant: string, sha256: string): PinnedFile | undefined {
    const asset = this.#assets.get(this.#fileOf(tenant, sha256));
    asset?.holding.use();
    return asset && pinned(asset);
  }

  /**
   * Stores bytes as they come. Throws ASSET_CHANGED where they are not those of the expected hash,
   * STORAGE_FULL, and what `bytes` throws; then nothing of them stays.
   */
  async put(
    tenant: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    expected: ExpectedAsset,
  ): Promise<PinnedFile> {
    const partial = this.#fileOf(tenant, `${randomUUID()}.partial`);
    const holding = this.#room.hold(() => rmSync(partial, { force: true }));
    try {
      await mkdir(path.dirname(partial), { recursive: true });
      const written = await writeHashed(partial, bytes, holding);
      checkHash(written.sha256, expected);
      const known = this.pin(tenant, written.sha256);
      if (known === undefined) return pinned(this.#keep(tenant, partial, { ...written, holding }));
      holding.remove();
      return known;
    } catch (error) {
      holding.remove();
      throw asStorageError(error);
    }
  }

  /** Moves a finished file to its place, in one step with what is known of it. */
  #keep(tenant: string, partial: string, written: Written & { holding: Holding }): StoredAsset {
    const file = this.#fileOf(tenant, written.sha256);
    renameSync(partial, file);
    written.holding.becomes(() => {
      this.#assets.delete(file);
      rmSync(file, { force: true });
    });
    const asset = { ...written, file };
    this.#assets.set(file, asset);
    this.#onStored(asset.sizeBytes);
    return asset;
  }

  #fileOf(tenant: string, sha256: string): string {
    const folder = createHash('sha256').update(tenant).digest('hex').slice(0, 32);
    return path.join(this.#folder, folder, sha256);
  }
}

function pinned({ sha256, file, sizeBytes, holding }: StoredAsset): PinnedFile {
  let isPinned = true;
  const letGo = (): void => {
    if (isPinned) holding.leave();
    isPinned = false;
  };
  return { sha256, file, sizeBytes, [Symbol.dispose]: letGo };
}

async function writeHashed(
  file: string,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  holding: Holding,
): Promise<Written> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  await using handle = await open(file, 'wx');
  for await (const chunk of bytes) {
    holding.grow(chunk.byteLength);
    hash.update(chunk);
    for (let written = 0; written < chunk.byteLength;) {
      written += (await handle.write(chunk, written)).bytesWritten;
    }
    sizeBytes += chunk.byteLength;
  }
  return { sha256: hash.digest('hex'), sizeBytes };
}

function checkHash(found: string, { name, sha256: expected }: ExpectedAsset): void {
  if (expected === undefined || found === expected) return;
  const message =
    `The bytes of ${name} have the SHA-256 ${found}, expected ${expected}: they were changed ` +
    'after the hash was taken. Nothing was stored; make the package or the request again.';
  throw new LiveCalcError('ASSET_CHANGED', message, { file: name, found, expected });
}
