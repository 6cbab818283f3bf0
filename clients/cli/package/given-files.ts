/** Files that stand for assets which a package knows by their hash alone. */
import type { PackageAsset } from '../../../contracts/package-manifest.ts';
import { identifyFile, unchangedBytes } from '../../../model/package/file-bytes.ts';

export interface GivenFiles {
  /** What they are, for messages; '' where there are none. */
  readonly words: string;
  has(asset: PackageAsset): boolean;
  /** Throws ASSET_CHANGED where the file has changed since it was looked at. */
  read(asset: PackageAsset): AsyncIterable<Uint8Array>;
}

/** Looks at every file. Throws FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED. */
export async function givenFiles(
  files: readonly string[],
  signal: AbortSignal,
): Promise<GivenFiles> {
  const byHash = new Map<string, string>();
  for (const file of files) byHash.set((await identifyFile({ file }, signal)).sha256, file);
  return {
    words: [...byHash].map(([sha256, file]) => `${file} (SHA-256 ${sha256})`).join(', '),
    has: ({ sha256 }) => byHash.has(sha256),
    read: (asset) => unchangedBytes({ file: byHash.get(asset.sha256)! }, asset, signal),
  };
}
