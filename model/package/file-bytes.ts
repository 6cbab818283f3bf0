/** The files of a model, read in pieces: once to know them, once to pack them. */
import { createHash } from 'node:crypto';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { PackageAsset } from '../../contracts/package-manifest.ts';
import { piecesOf, type ByteSource } from '../../tables/byte-source.ts';
import { throwIfCancelled } from '../../tables/cancellation.ts';
import { openFile } from '../../tables/node/file-source.ts';
import type { Model } from '../model.ts';

const pieceBytes = 1024 * 1024;

/** What a file is known by. */
export type FileIdentity = Pick<PackageAsset, 'sha256' | 'sizeBytes'>;

/** Throws FILE_NOT_FOUND, FILE_UNREADABLE, CANCELLED. */
export async function identifyFile(
  model: Model,
  reference: string,
  signal?: AbortSignal,
): Promise<FileIdentity> {
  await using source = await openReference(model, reference);
  const hash = createHash('sha256');
  for await (const piece of piecesOf(source, pieceBytes)) {
    throwIfCancelled(signal);
    hash.update(piece);
  }
  return { sha256: hash.digest('hex'), sizeBytes: source.sizeBytes };
}

/** The file's bytes; throws ASSET_CHANGED at their end where they are not those of `known`. */
export async function* unchangedBytes(
  model: Model,
  reference: string,
  known: FileIdentity,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  await using source = await openReference(model, reference);
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

function openReference(model: Model, reference: string): Promise<ByteSource & AsyncDisposable> {
  const { pathOf, nameOf, adviceFor } = model;
  return openFile(pathOf(reference), nameOf(reference), adviceFor(reference));
}

function changed(file: string, after: FileIdentity, before: FileIdentity): LiveCalcError {
  const words = ({ sha256, sizeBytes }: FileIdentity): string =>
    after.sizeBytes === before.sizeBytes ? `SHA-256 ${sha256}` : `${sizeBytes} bytes`;
  const [found, expected] = [words(after), words(before)];
  const message =
    `${file} changed while it was packed: found ${found}, expected ${expected} as before. ` +
    'Pack again when nothing writes to it any more.';
  return new LiveCalcError('ASSET_CHANGED', message, { file, found, expected });
}
