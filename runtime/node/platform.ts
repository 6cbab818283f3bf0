/** Node's side of what the runtime needs: worker threads, node:crypto, the machine's limits. */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import { pythonFolder } from '../../engines-wasm/node/cache-folder.ts';
import { sharedPython } from '../../engines-wasm/node/node-python.ts';
import type { Platform, ThreadHandle } from '../platform.ts';
import { createNodeSha256 } from './node-sha256.ts';

const ownThreadEntry = new URL('./thread-entry.ts', import.meta.url);

export interface NodePlatformOptions {
  /** The module a thread of the pool starts with: a bundle has its own. */
  readonly threadEntry?: URL;
  /** The module an interpreter's thread starts with. */
  readonly pythonThreadEntry?: URL;
  /** Folder in which snapshots of Python are kept; null: none. Without it the user's cache folder. */
  readonly pythonCache?: string | null;
}

export function nodePlatform({
  threadEntry = ownThreadEntry,
  pythonThreadEntry,
  pythonCache = pythonFolder(),
}: NodePlatformOptions = {}): Platform {
  return {
    createSha256: createNodeSha256,
    startThread: () => startThread(threadEntry),
    python: sharedPython({ cacheFolder: pythonCache, threadEntry: pythonThreadEntry }),
    availableThreads: grantedCores(),
    machineMemoryBytes: grantedMemory(process.constrainedMemory(), os.totalmem()),
  };
}

/** Without a limit, `constrainedMemory` is 0 or a number larger than any machine. */
export function grantedMemory(constrainedBytes: number, totalBytes: number): number {
  return constrainedBytes > 0 ? Math.min(constrainedBytes, totalBytes) : totalBytes;
}

function startThread(threadEntry: URL): ThreadHandle {
  const worker = new Worker(threadEntry);
  let isExpected = false;
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onLost: (listener) => {
      worker.on('error', (error) => listener(String(error)));
      worker.on('exit', (code) => {
        if (!isExpected) listener(`the thread ended with code ${code}`);
      });
    },
    terminate: async () => {
      isExpected = true;
      await worker.terminate();
    },
  };
}

/**
 * Cores the process may use. `os.availableParallelism()` can report the host's cores inside a
 * container, so the cgroup's quota is read as well.
 */
function grantedCores(): number {
  return Math.max(1, Math.min(os.availableParallelism(), cgroupCores()));
}

function cgroupCores(): number {
  const [quota, period] = cgroupWords('cpu.max') ?? [
    ...(cgroupWords('cpu/cpu.cfs_quota_us') ?? []),
    ...(cgroupWords('cpu/cpu.cfs_period_us') ?? []),
  ];
  return quotaCores(quota, period);
}

/**
 * Cores of a quota, both in microseconds, rounded up. Infinity where nothing limits: `max` in version 2
 * of cgroups, -1 in version 1, no file elsewhere.
 */
export function quotaCores(quota: string | undefined, period: string | undefined): number {
  const cores = Math.ceil(Number(quota) / Number(period));
  return cores > 0 ? cores : Infinity;
}

/** The words of a file of the process's cgroup, as a container sees it. */
function cgroupWords(name: string): string[] | undefined {
  try {
    return readFileSync(`/sys/fs/cgroup/${name}`, 'utf8').trim().split(' ');
  } catch {
    // Not Linux, or cgroups of the other version.
    return undefined;
  }
}
