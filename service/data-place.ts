/** Where a server keeps what it stores: a folder of its own in DATA_DIR. */
import { mkdtemp, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LiveCalcError } from '../contracts/errors.ts';

/**
 * Makes what lies in the folder `name` of `place`; what else lies there is not ours to touch. Without a
 * place the folder is a new one among the temporary ones. Throws CONFIG_INVALID where `make` rejects: the
 * place cannot be used.
 */
export async function inDataPlace<T>(
  place: string | null,
  name: string,
  make: (folder: string) => Promise<T>,
): Promise<T> {
  try {
    const folder =
      place === null
        ? await mkdtemp(path.join(os.tmpdir(), `${name}-`))
        : path.join(path.resolve(place), name);
    return await make(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message =
      `DATA_DIR is ${JSON.stringify(place ?? os.tmpdir())}, where nothing can be stored (${code}). Name a ` +
      'folder that this user may write to.';
    throw new LiveCalcError('CONFIG_INVALID', message, { found: code }, error);
  }
}

/** What the disk can take now. */
export async function freeBytesIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
