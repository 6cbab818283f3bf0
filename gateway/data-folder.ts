/** Where a gateway keeps what it stores on its own disk. */
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { LiveCalcError } from '../contracts/errors.ts';

/** All absolute. */
export interface DataFolder extends AsyncDisposable {
  /** The database of one machine. */
  readonly databaseFile: string;
  /** All that the processes that value may see: what is below. */
  readonly executors: string;
  readonly objects: string;
  /** Objects of another store, while they are needed here. Emptied at the start, as the next two. */
  readonly cache: string;
  readonly tasks: string;
  /** Packages while they are read. */
  readonly incoming: string;
  /** What the disk can take now. */
  readonly freeBytes: number;
}

/** In DATA_DIR: what else lies there is not ours to touch. */
const ownFolder = 'livecalc-gateway';

/**
 * Makes the folder, or finds what an earlier gateway left in it: in `place`, without one in the temporary
 * folder, where it is removed in the end. Throws CONFIG_INVALID where it cannot be used.
 */
export async function openDataFolder(place: string | null): Promise<DataFolder> {
  try {
    const folder =
      place === null
        ? await mkdtemp(path.join(os.tmpdir(), `${ownFolder}-`))
        : path.join(path.resolve(place), ownFolder);
    const executors = path.join(folder, 'data');
    const [objects, cache, tasks] = ['objects', 'cache', 'tasks'].map((name) =>
      path.join(executors, name),
    ) as [string, string, string];
    const incoming = path.join(folder, 'incoming');
    for (const one of [cache, tasks, incoming]) await rm(one, { recursive: true, force: true });
    for (const one of [objects, cache, tasks, incoming]) {
      await mkdir(one, { recursive: true, mode: 0o700 });
    }
    const { bavail, bsize } = await statfs(folder);
    return {
      databaseFile: path.join(folder, 'jobs.sqlite'),
      executors,
      objects,
      cache,
      tasks,
      incoming,
      freeBytes: bavail * bsize,
      [Symbol.asyncDispose]: async () => {
        if (place === null) await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message =
      `DATA_DIR is ${JSON.stringify(place ?? os.tmpdir())}, where nothing can be stored (${code}). Name a ` +
      'folder that this user may write to.';
    throw new LiveCalcError('CONFIG_INVALID', message, { found: code }, error);
  }
}
