/** Node's side of what the runtime needs: worker threads, node:crypto, the machine's limits. */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Platform, ThreadHandle } from '../platform.ts';
import { createNodeSha256 } from './node-sha256.ts';

const ownThreadEntry = new URL('./thread-entry.ts', import.meta.url);

/** `threadEntry` is the module a thread starts with: a bundle has its own. */
export function nodePlatform(threadEntry: URL = ownThreadEntry): Platform {
  return {
    createSha256: createNodeSha256,
    startThread: () => startThread(threadEntry),
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
    terminate: () => {
      isExpected = true;
      void worker.terminate();
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
  try {
    const [quota, period] = readFileSync('/sys/fs/cgroup/cpu.max', 'utf8').trim().split(' ');
    if (quota === undefined || quota === 'max') return Infinity;
    return Math.ceil(Number(quota) / Number(period));
  } catch {
    // Not Linux, or no cgroup of version 2: there is no quota to respect.
    return Infinity;
  }
}
