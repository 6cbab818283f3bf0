/** The bytes that a reference of a configuration stands for. */
import { createHash } from 'node:crypto';
import { LiveCalcError } from '../contracts/errors.ts';
import { piecesOf, type ByteSource } from '../tables/byte-source.ts';
import { openFile } from '../tables/node/file-source.ts';
import type { Model } from './model.ts';

const pieceBytes = 2 ** 20;

/**
 * Opens it; whoever opens it disposes of it. A table of an Assumptions Manager is read through first, so
 * that what is valued is what was pinned. Throws FILE_NOT_FOUND, FILE_UNREADABLE, ASSET_CHANGED.
 */
export async function openReference(
  model: Model,
  reference: string,
): Promise<ByteSource & AsyncDisposable> {
  const { pathOf, nameOf, adviceFor, assumptionOf } = model;
  const source = await openFile(pathOf(reference), nameOf(reference), adviceFor(reference));
  const assumption = assumptionOf?.(reference);
  if (assumption === undefined) return source;
  try {
    checkPinned(model, reference, await hashOf(source));
  } catch (error) {
    await source[Symbol.asyncDispose]();
    throw error;
  }
  return { ...source, format: assumption.format };
}

async function hashOf(source: ByteSource): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(source, pieceBytes)) hash.update(piece);
  return hash.digest('hex');
}

/** Throws ASSET_CHANGED where a reference is pinned to other bytes than those that were found. */
export function checkPinned(
  { nameOf, assumptionOf }: Model,
  reference: string,
  found: string,
): void {
  const expected = assumptionOf?.(reference)?.pin.sha256 ?? found;
  if (found === expected) return;
  const file = nameOf(reference);
  const message =
    `${file} was changed in the cache while it was in use: found SHA-256 ${found}, expected ` +
    `${expected}. Run it again, and it is fetched again.`;
  throw new LiveCalcError('ASSET_CHANGED', message, { file, found, expected });
}
