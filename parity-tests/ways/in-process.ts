/** Here, with so many threads, the work cut into chunks of so many units. */
import { nodePlatform } from '../../runtime/node/platform.ts';
import { valueFolder, type Schedule } from '../value-folder.ts';
import type { Way } from './way.ts';

export function inProcess(threads: number, unitsPerChunk?: number): Way {
  const cut = unitsPerChunk === undefined ? '' : `-chunks-of-${unitsPerChunk}`;
  const units = unitsPerChunk === undefined ? 'as planned' : `${unitsPerChunk} units`;
  const schedule = { threads, ...(unitsPerChunk !== undefined && { unitsPerChunk }) };
  return inThisProcess(
    `threads-${threads}${cut}`,
    `${threads} threads, chunks of ${units}`,
    () => ({
      ...schedule,
      platform: nodePlatform(),
    }),
  );
}

/** A way whose schedule is made anew for every case. */
export function inThisProcess(name: string, about: string, schedule: () => Schedule): Way {
  return {
    name,
    about,
    unavailable: () => Promise.resolve(null),
    open: () =>
      Promise.resolve({
        value: ({ folder }, signal) => valueFolder(folder, { ...schedule(), signal }),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
}
