/** Where the files of a model go: the disk of one worker, the object store of a fleet. */

/** Bytes that stay where they are until they are let go. */
export interface PinnedAsset extends Disposable {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What is expected of bytes that come, and what errors call them. */
export interface ExpectedAsset {
  readonly name: string;
  readonly sha256?: string;
}

export interface AssetShelf<Asset extends PinnedAsset> {
  /** The tenant's asset of that hash; undefined where there is none. */
  pin(tenant: string, sha256: string): Asset | undefined | Promise<Asset | undefined>;
  /**
   * Stores bytes as they come. Throws ASSET_CHANGED where they are not those of the expected hash,
   * STORAGE_FULL, and what `bytes` throws; then nothing of them stays.
   */
  put(
    tenant: string,
    bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    expected: ExpectedAsset,
  ): Promise<Asset>;
}
