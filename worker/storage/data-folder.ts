/** Where a worker keeps what it stores. */
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';

/** All absolute. */
export interface DataFolder extends AsyncDisposable {
  readonly folder: string;
  readonly assets: string;
  readonly jobs: string;
  /** Packages while they are read. */
  readonly incoming: string;
  /** What the disk can take now. */
  readonly freeBytes: number;
}

/** In DATA_DIR: what else lies there is not ours to remove. */
const ownFolder = 'livecalc-worker';

/**
 * Makes the folder, without what an earlier worker left in it, and removes it in the end: in `place`,
 * without one in the temporary folder. Throws CONFIG_INVALID where it cannot be used.
 */
export async function openDataFolder(place: string | null): Promise<DataFolder> {
  try {
    const folder =
      place === null
        ? await mkdtemp(path.join(os.tmpdir(), `${ownFolder}-`))
        : path.join(path.resolve(place), ownFolder);
    const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
    await remove();
    const [assets, jobs, incoming] = ['assets', 'jobs', 'incoming'].map((name) =>
      path.join(folder, name),
    ) as [string, string, string];
    for (const one of [assets, jobs, incoming]) await mkdir(one, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(folder);
    const freeBytes = bavail * bsize;
    return { folder, assets, jobs, incoming, freeBytes, [Symbol.asyncDispose]: remove };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message =
      `DATA_DIR is ${JSON.stringify(place ?? os.tmpdir())}, where nothing can be stored (${code}). Name a ` +
      'folder that this user may write to.';
    throw new LiveCalcError('CONFIG_INVALID', message, { found: code }, error);
  }
}
