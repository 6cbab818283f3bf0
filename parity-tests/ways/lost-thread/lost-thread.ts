/** Here, with one thread that is lost half-way; another takes its place and its chunk. */
import { LiveCalcError } from '../../../contracts/errors.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import type { Platform } from '../../../runtime/platform.ts';
import { valueFolder } from '../../value-folder.ts';
import type { Way } from '../way.ts';

export const lostThread: Way = {
  name: 'lost-thread',
  about: 'the only thread ends half-way through the units, another goes on',
  unavailable: () => Promise.resolve(null),
  open: () =>
    Promise.resolve({
      value: async ({ folder }, signal) => {
        const { platform, lost } = mortalPlatform();
        const outcome = await valueFolder(folder, { threads: 1, platform, signal });
        if (lost() === 1) return outcome;
        const message = `${lost()} threads were lost, expected 1: this run proves nothing.`;
        throw new LiveCalcError('INTERNAL', message);
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }),
};

/** Its first thread dies; those after it are as they always are. */
function mortalPlatform(): { platform: Platform; lost: () => number } {
  const platform = nodePlatform();
  const mortal = nodePlatform({ threadEntry: new URL('./dying-thread.ts', import.meta.url) });
  let started = 0;
  let lost = 0;
  return {
    lost: () => lost,
    platform: {
      ...platform,
      startThread: () => {
        const thread = started++ === 0 ? mortal.startThread() : platform.startThread();
        thread.onLost(() => (lost += 1));
        return thread;
      },
    },
  };
}
