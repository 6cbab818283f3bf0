/** Calls of the file system, whose errors become ours here. */
import { mkdir, open, readdir, rename, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { asStorageError } from '../../intake/storage/disk-room.ts';

/** Rejects with STORAGE_FULL, BACKEND_UNAVAILABLE. */
export async function onDisk<T>(action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    const known = asStorageError(error);
    if (known instanceof LiveCalcError) throw known;
    const message =
      `The folder of the objects cannot be used (${errorCode(error)}). Try again later; whoever runs the ` +
      'server should see that it is mounted and may be written.';
    throw new LiveCalcError('BACKEND_UNAVAILABLE', message, { found: errorCode(error) }, error);
  }
}

/** As `onDisk`; undefined where there is no such file. */
export async function ifThere<T>(action: Promise<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    return await onDisk(Promise.reject(error as Error));
  }
}

/**
 * Moves a file to its place, for good: once it resolves, the file is there also after a loss of power.
 * Its folder is made where it is not there; another process may remove it, empty, at any time.
 */
export async function moveDurably(file: string, place: string): Promise<void> {
  const folder = path.dirname(place);
  for (let attempt = 1; ; attempt++) {
    const made = await onDisk(mkdir(folder, { recursive: true, mode: 0o700 }));
    if (made !== undefined) await syncFolder(path.dirname(folder));
    try {
      await rename(file, place);
      break;
    } catch (error) {
      if (attempt === 3 || errorCode(error) !== 'ENOENT') throw error;
    }
  }
  await syncFolder(folder);
}

/** Names of a folder; none where it is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await ifThere(readdir(folder))) ?? [];
}

/** Null where there is no such file. */
export async function fileSize(file: string): Promise<number | null> {
  return (await ifThere(stat(file)))?.size ?? null;
}

/** Removes a folder where it is empty. */
export async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCode(error))) throw error;
  });
}

/** Windows has no such thing for folders, and keeps names by itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  await handle?.sync();
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
