/** Bytes into a blob whose name is their hash. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { BlockBlobClient } from '@azure/storage-blob';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import { ifBlob, onAzure, statusOf } from './azure-errors.ts';
import type { CheckedBytes } from './checked-bytes.ts';
import { onDisk } from './disk.ts';

/** Held in memory for each upload, once; 50,000 of them are the most that a blob has: 195 GiB. */
const blockBytes = 4 * 2 ** 20;

type BlobOf = (sha256: string) => BlockBlobClient;

/** Throws what the bytes throw, BACKEND_UNAVAILABLE, STORAGE_FULL where a temporary file finds no room. */
export async function uploadBlob(
  bytes: CheckedBytes,
  sha256: string | undefined,
  blobOf: BlobOf,
): Promise<ObjectRef> {
  const blocks = blocksOf(bytes)[Symbol.asyncIterator]();
  try {
    const first = await blocks.next();
    if (first.done || first.value.byteLength < blockBytes) {
      const object = await bytes.accepted();
      const whole = first.done ? Buffer.alloc(0) : first.value;
      await onAzure(blobOf(object.sha256).upload(whole, whole.byteLength));
      return object;
    }
    const all = following(first.value, blocks);
    if (sha256 === undefined) return await uploadSpooled(all, bytes, blobOf);
    return await uploadBlocks(all, () => bytes.accepted(), blobOf(sha256));
  } finally {
    await blocks.return?.(undefined);
  }
}

async function uploadBlocks(
  blocks: AsyncIterable<Uint8Array>,
  accepted: () => Promise<ObjectRef>,
  blob: BlockBlobClient,
): Promise<ObjectRef> {
  const upload = randomUUID();
  const ids: string[] = [];
  for await (const block of blocks) {
    const id = Buffer.from(`${upload}.${String(ids.length).padStart(6, '0')}`).toString('base64');
    await onAzure(blob.stageBlock(id, block, block.byteLength));
    ids.push(id);
  }
  const object = await accepted();
  await onAzure(commit(blob, ids));
  return object;
}

/**
 * Whoever commits first makes Azure drop the blocks of others: then the same bytes are there already.
 * Their version is another than before, as the interface wants it.
 */
async function commit(blob: BlockBlobClient, ids: readonly string[]): Promise<void> {
  try {
    await blob.commitBlockList([...ids]);
  } catch (error) {
    if (statusOf(error) !== 400 || (await ifBlob(blob.setMetadata({}))) === undefined) throw error;
  }
}

async function uploadSpooled(
  blocks: AsyncIterable<Uint8Array>,
  bytes: CheckedBytes,
  blobOf: BlobOf,
): Promise<ObjectRef> {
  const file = path.join(os.tmpdir(), `livecalc-object-${randomUUID()}.partial`);
  try {
    await spool(blocks, file);
    const object = await bytes.accepted();
    const stored = createReadStream(file, { highWaterMark: blockBytes });
    return await uploadBlocks(
      stored as AsyncIterable<Uint8Array>,
      () => Promise.resolve(object),
      blobOf(object.sha256),
    );
  } finally {
    await rm(file, { force: true });
  }
}

async function spool(blocks: AsyncIterable<Uint8Array>, file: string): Promise<void> {
  await using handle = await onDisk(open(file, 'wx', 0o600));
  for await (const block of blocks) await onDisk(handle.writeFile(block));
}

/** The same bytes in blocks of `blockBytes`; only the last is shorter. Each is good until the next is asked for. */
async function* blocksOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const block = Buffer.allocUnsafe(blockBytes);
  let filled = 0;
  for await (const chunk of bytes) {
    for (let used = 0; used < chunk.byteLength;) {
      const part = chunk.subarray(used, used + blockBytes - filled);
      block.set(part, filled);
      used += part.byteLength;
      filled += part.byteLength;
      if (filled === blockBytes) {
        yield block;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

async function* following(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
