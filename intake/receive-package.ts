/** A package on its way in: streamed to a file, so that its size costs no memory. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { asStorageError, type DiskRoom } from './storage/disk-room.ts';

export interface PackagePlace {
  /** Absolute; it must be there. */
  readonly folder: string;
  readonly room: DiskRoom;
}

/**
 * The package as a file, removed when it is disposed of. Throws STORAGE_FULL, and what `bytes` throws.
 */
export async function receivePackage(
  bytes: AsyncIterable<Uint8Array>,
  { folder, room }: PackagePlace,
): Promise<Disposable & { readonly file: string }> {
  const file = path.join(folder, `${randomUUID()}.lcpkg`);
  const holding = room.hold(() => rmSync(file, { force: true }));
  try {
    await using handle = await open(file, 'wx');
    for await (const chunk of bytes) {
      holding.grow(chunk.byteLength);
      await handle.writeFile(chunk);
    }
  } catch (error) {
    holding.remove();
    throw asStorageError(error);
  }
  return { file, [Symbol.dispose]: () => holding.remove() };
}
