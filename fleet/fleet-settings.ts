/** Settings that a worker and a gateway share: of the processes that value, and of the way to the queue. */
import os from 'node:os';
import { grantedMemory, nodePlatform } from '../runtime/node/platform.ts';
import { setting } from '../service/settings/setting.ts';
import { anyText, wholeNumber } from '../service/settings/text-types.ts';
import { mostMb } from '../service/settings/upload-settings.ts';

const mebibyte = 2 ** 20;

export const executorSettings = {
  THREADS: setting(wholeNumber(1, 256), {
    default: {
      words: 'the cores that the cgroup grants',
      value: () => nodePlatform().availableThreads,
    },
    reason: 'Of a run. Results do not depend on it.',
  }),
  MAX_MEMORY_MB: setting(wholeNumber(256, mostMb), {
    default: { words: '75 % of what the process may use', value: usualMemoryMb },
    unit: 'MiB',
    reason: 'All memory of the processes that run jobs; the rest is for the server itself.',
  }),
};

/** Beside NATS_URL, which means something else to each of them. */
export const natsSettings = {
  NATS_CREDENTIALS: setting(anyText('a path'), {
    default: null,
    reason: 'A .creds file for NATS_URL, read at every connection.',
  }),
  NATS_CA_FILE: setting(anyText('a path'), {
    default: null,
    reason: 'Who vouches for the certificate of NATS_URL, where that is not a public authority.',
  }),
};

function usualMemoryMb(): number {
  const granted = grantedMemory(process.constrainedMemory(), os.totalmem());
  return Math.max(256, Math.floor((granted * 0.75) / mebibyte));
}
