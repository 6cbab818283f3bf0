/**
 * What the pod's processes may take together stays below its memory limit.
 *
 * At the limit the kernel kills every process of the container (memory.oom.group, which the kubelet
 * sets with cgroups v2). Below it the server ends the one run that takes too much.
 */
import type { Manifest } from './manifest.ts';
import { parseMib } from './quantity.ts';
import { workerPod } from './workload.ts';

/** The server beyond its heap: Node itself, buffers of sockets, uploads on their way to the disk. */
const serverBesidesHeapMib = 512;
/** What must stay free: a run is measured in intervals, and grows between two of them. */
const reserveMib = 512;

export function checkMemoryBudget(objects: readonly Manifest[]): string[] {
  const { container, settings } = workerPod(objects);
  const limitMib = parseMib(container.resources?.limits?.['memory']);
  const heapMib = Number(/--max-old-space-size=(\d+)/.exec(settings['NODE_OPTIONS'] ?? '')?.[1]);
  const runsMib = Number(settings['MAX_MEMORY_MB']);
  const sumMib = runsMib + heapMib + serverBesidesHeapMib + reserveMib;
  if (sumMib <= limitMib) return [];
  return [
    `Runs (${runsMib} MiB), the server's heap (${heapMib}), the rest of the server ` +
      `(${serverBesidesHeapMib}) and a reserve (${reserveMib}) are ${sumMib} MiB, the limit ${limitMib}.`,
  ];
}
