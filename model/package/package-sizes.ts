import type { PackageManifest } from '../../contracts/package-manifest.ts';
import type { ByteSource } from '../../tables/byte-source.ts';
import { refused } from './package-error.ts';
import type { PackageLimits } from './package-limits.ts';
import type { ZipEntry } from './zip-file.ts';

/** A file of less is small however far it was compressed. */
const smallBytes = 2 ** 20;

/**
 * By the manifest, which the bytes are held to: the zip's own words on unpacked sizes are not asked.
 * Throws UNPACKED_TOO_LARGE, COMPRESSION_RATIO_EXCEEDED.
 */
export function checkSizes(
  entries: ReadonlyMap<string, ZipEntry>,
  { config, assets }: PackageManifest,
  { unpackedBytes, compressionRatio }: PackageLimits,
  { name, sizeBytes }: ByteSource,
): void {
  const included = assets.filter((asset) => asset.included);
  const total = included.reduce((sum, asset) => sum + asset.sizeBytes, config.sizeBytes);
  if (total > unpackedBytes) {
    const words = bytesWords(total, unpackedBytes);
    throw refused('UNPACKED_TOO_LARGE', name, 'unpacked it is too large', words);
  }
  const packed = [
    ...included.map(({ path, sizeBytes: unpacked }) => {
      return { path, unpacked, packed: entries.get(path)!.packedBytes };
    }),
    // Many small files, or entries that share their bytes.
    { path: 'the whole', unpacked: total, packed: sizeBytes },
  ];
  for (const one of packed) {
    if (one.unpacked <= Math.max(one.packed * compressionRatio, smallBytes)) continue;
    const found = `${one.unpacked} bytes out of ${one.packed}`;
    const words = { found, expected: `at most ${compressionRatio} times as many` };
    const what = `${one.path} is compressed further than tables are`;
    throw refused('COMPRESSION_RATIO_EXCEEDED', name, what, words);
  }
}

/** For `refused`. */
export function bytesWords(found: number, limit: number): { found: string; expected: string } {
  return { found: `${found} bytes`, expected: `at most ${limit} bytes` };
}
