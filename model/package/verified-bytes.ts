/** The bytes of an entry, held to what the manifest says of them. */
import { createHash } from 'node:crypto';
import { manifestName, type PackageAsset } from '../../contracts/package-manifest.ts';
import { joinBytes } from '../../tables/byte-sink.ts';
import { refused } from './package-error.ts';
import { bytesWords } from './package-sizes.ts';

/** Of manifest and of configuration, which are held in memory. */
const maxTextBytes = 2 ** 20;

type ExpectedBytes = Pick<PackageAsset, 'path' | 'sizeBytes' | 'sha256'>;

/** The same bytes; throws ASSET_CHANGED as soon as they are known to be others. */
export async function* verified(
  bytes: AsyncIterable<Uint8Array>,
  { path, sizeBytes, sha256 }: ExpectedBytes,
  name: string,
): AsyncGenerator<Uint8Array> {
  const changed = (found: string, expected: string): Error =>
    refused('ASSET_CHANGED', name, `${path} is not what ${manifestName} says`, { found, expected });
  const hash = createHash('sha256');
  let found = 0;
  for await (const piece of bytes) {
    found += piece.length;
    if (found > sizeBytes) throw changed(`${found} bytes or more`, `${sizeBytes} bytes`);
    hash.update(piece);
    yield piece;
  }
  if (found < sizeBytes) throw changed(`${found} bytes`, `${sizeBytes} bytes`);
  const digest = hash.digest('hex');
  if (digest !== sha256) throw changed(`SHA-256 ${digest}`, sha256);
}

/** JSON that is held in memory. Throws UNPACKED_TOO_LARGE, PACKAGE_INVALID. */
export async function textOf(
  bytes: AsyncIterable<Uint8Array>,
  path: string,
  name: string,
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of bytes) {
    sizeBytes += piece.length;
    if (sizeBytes > maxTextBytes) {
      const words = bytesWords(sizeBytes, maxTextBytes);
      throw refused('UNPACKED_TOO_LARGE', name, `${path} is too large`, words);
    }
    pieces.push(piece);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(joinBytes(pieces));
  } catch (cause) {
    const words = { found: 'bytes that are not UTF-8', expected: 'JSON in UTF-8' };
    throw refused('PACKAGE_INVALID', name, `${path} cannot be decoded`, words, cause);
  }
}
