/** Where a gateway keeps what it stores on its own disk. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { freeBytesIn, inDataPlace } from '../service/data-place.ts';

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

/**
 * Makes the folder, or finds what an earlier gateway left in it: in `place`, without one in the temporary
 * folder, where it is removed in the end. Throws CONFIG_INVALID where it cannot be used.
 */
export function openDataFolder(place: string | null): Promise<DataFolder> {
  return inDataPlace(place, 'livecalc-gateway', async (folder) => {
    const executors = path.join(folder, 'data');
    const objects = path.join(executors, 'objects');
    const cache = path.join(executors, 'cache');
    const tasks = path.join(executors, 'tasks');
    const incoming = path.join(folder, 'incoming');
    for (const one of [cache, tasks, incoming]) await rm(one, { recursive: true, force: true });
    for (const one of [objects, cache, tasks, incoming]) {
      await mkdir(one, { recursive: true, mode: 0o700 });
    }
    return {
      databaseFile: path.join(folder, 'jobs.sqlite'),
      executors,
      objects,
      cache,
      tasks,
      incoming,
      freeBytes: await freeBytesIn(folder),
      [Symbol.asyncDispose]: async () => {
        if (place === null) await rm(folder, { recursive: true, force: true });
      },
    };
  });
}
