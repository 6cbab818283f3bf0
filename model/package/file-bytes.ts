/** Files read in pieces and twice: once to know them, once for their bytes. */
import { createHash } from 'node:crypto';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { PackageAsset } from '../../contracts/package-manifest.ts';
import { piecesOf, type ByteSource } from '../../tables/byte-source.ts';
import { throwIfCancelled } from '../../tables/cancellation.ts';
import { openFile } from '../../tables/node/file-source.ts';

const pieceBytes = 1024 * 1024;

/** What a file is known by. */
export type FileIdentity = Pick<PackageAsset, 'sha256' | 'sizeBytes'>;

/** A file, what messages call it, and the last sentence where it is not there. */
export interface FileToRead {
  readonly file: string;
  readonly name?: string;
  readonly advice?: string;
}

/** Throws FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED. */
export async function identifyFile(place: FileToRead, signal?: AbortSignal): Promise<FileIdentity> {
  await using source = await opened(place);
  const hash = createHash('sha256');
  for await (const piece of piecesOf(source, pieceBytes)) {
    throwIfCancelled(signal);
    hash.update(piece);
  }
  return { sha256: hash.digest('hex'), sizeBytes: source.sizeBytes };
}

/** The file's bytes; throws ASSET_CHANGED at their end where they are not those of `known`. */
export async function* unchangedBytes(
  place: FileToRead,
  known: FileIdentity,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  await using source = await opened(place);
  const hash = createHash('sha256');
  if (source.sizeBytes === known.sizeBytes) {
    for await (const piece of piecesOf(source, pieceBytes)) {
      throwIfCancelled(signal);
      hash.update(piece);
      yield piece;
    }
  }
  const found = { sha256: hash.digest('hex'), sizeBytes: source.sizeBytes };
  if (found.sizeBytes !== known.sizeBytes || found.sha256 !== known.sha256)
    throw changed(source.name, found, known);
}

function opened({ file, name, advice }: FileToRead): Promise<ByteSource & AsyncDisposable> {
  return openFile(file, name, advice);
}

function changed(file: string, after: FileIdentity, before: FileIdentity): LiveCalcError {
  const words = ({ sha256, sizeBytes }: FileIdentity): string =>
    after.sizeBytes === before.sizeBytes ? `SHA-256 ${sha256}` : `${sizeBytes} bytes`;
  const [found, expected] = [words(after), words(before)];
  const message =
    `${file} changed while it was read: found ${found}, expected ${expected} as before. ` +
    'Try again when nothing writes to it any more.';
  return new LiveCalcError('ASSET_CHANGED', message, { file, found, expected });
}
