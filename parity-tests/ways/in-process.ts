/** Here, with so many threads, the work cut into chunks of so many units. */
import { valueFolder } from '../value-folder.ts';
import type { Way } from './way.ts';

/** `unitsPerChunk` is a power of two; without it, chunks are as the planner cuts them. */
export function inProcess(threads: number, unitsPerChunk?: number): Way {
  const isPlanned = unitsPerChunk === undefined;
  const schedule = { threads, ...(!isPlanned && { unitsPerChunk }) };
  const chunks = isPlanned ? 'as planned' : `of ${unitsPerChunk} units each`;
  return {
    name: `threads-${threads}${isPlanned ? '' : `-chunks-of-${unitsPerChunk}`}`,
    about: `this process, threads: ${threads}, chunks ${chunks}`,
    unavailable: () => Promise.resolve(null),
    open: () =>
      Promise.resolve({
        value: ({ folder }, signal) => valueFolder(folder, { ...schedule, signal }),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  };
}
