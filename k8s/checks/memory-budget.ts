/**
 * What the pod's processes may take together stays below its memory limit.
 *
 * At the limit the kernel kills every process of the container (memory.oom.group, which the kubelet
 * sets with cgroups v2). Below it the server ends the one run that takes too much.
 */
import type { Manifest } from './manifest.ts';
import { parseMib } from './quantity.ts';
import { workloads, type Workload } from './workload.ts';

/** The server beyond its heap: Node itself, buffers of sockets, uploads on their way to the disk. */
const serverBesidesHeapMib = 512;
/** What must stay free: a run is measured in intervals, and grows between two of them. */
const reserveMib = 512;

/** A gateway values nothing in a fleet: what is left beside its heap is for what passes through it. */
const gatewayBesidesHeapMib = 640;

export function checkMemoryBudget(objects: readonly Manifest[]): string[] {
  return workloads(objects).flatMap((pod) => {
    const { name, container, settings } = pod;
    const heap = /--max-old-space-size=(\d+)/.exec(settings['NODE_OPTIONS'] ?? '')?.[1];
    const limitMib = parseMib(container.resources?.limits?.['memory']);
    const parts = partsOf(pod, Number(heap));
    const sumMib = Object.values(parts).reduce((sum, mib) => sum + mib, 0);
    if (Object.keys(parts).length === 0 || sumMib <= limitMib) return [];
    return [`${name}: ${JSON.stringify(parts)} are ${sumMib} MiB, the limit ${limitMib}.`];
  });
}

/** MiB; nothing for servers that are not ours. */
function partsOf(
  { container, settings }: Workload,
  heap: number,
): Readonly<Record<string, number>> {
  if (container.name === 'gateway') return { heap, rest: gatewayBesidesHeapMib };
  if (container.name !== 'worker') return {};
  const runs = Number(settings['MAX_MEMORY_MB']);
  return { runs, heap, rest: serverBesidesHeapMib, reserve: reserveMib };
}
