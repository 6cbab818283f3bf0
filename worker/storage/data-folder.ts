/** Where a worker keeps what it stores. */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { freeBytesIn, inDataPlace } from '../../service/data-place.ts';

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

/**
 * Makes the folder, without what an earlier worker left in it, and removes it in the end: in `place`,
 * without one in the temporary folder. Throws CONFIG_INVALID where it cannot be used.
 */
export function openDataFolder(place: string | null): Promise<DataFolder> {
  return inDataPlace(place, 'livecalc-worker', async (folder) => {
    const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
    await remove();
    const assets = path.join(folder, 'assets');
    const jobs = path.join(folder, 'jobs');
    const incoming = path.join(folder, 'incoming');
    for (const one of [assets, jobs, incoming]) await mkdir(one, { recursive: true, mode: 0o700 });
    const freeBytes = await freeBytesIn(folder);
    return { folder, assets, jobs, incoming, freeBytes, [Symbol.asyncDispose]: remove };
  });
}
