/** Requests and limits. */
import type { Manifest } from './manifest.ts';
import { parseQuantity } from './quantity.ts';
import { workerPod, workloads, type Workload } from './workload.ts';

const kinds = ['cpu', 'memory', 'ephemeral-storage'] as const;

export function checkResources(objects: readonly Manifest[]): string[] {
  return [...workloads(objects).flatMap(checkLimits), ...checkWorker(workerPod(objects))];
}

function checkLimits({ name, container }: Workload): string[] {
  const { requests = {}, limits = {} } = container.resources ?? {};
  return [
    ...kinds
      .filter((kind) => !(parseQuantity(requests[kind]) <= parseQuantity(limits[kind])))
      .map(
        (kind) =>
          `${name}: the request of ${kind} is ${requests[kind]}, its limit ${limits[kind]}.`,
      ),
    ...(parseQuantity(requests['memory']) === parseQuantity(limits['memory'])
      ? []
      : [
          `${name}: memory is requested below its limit: the pod would be the first to be evicted.`,
        ]),
  ];
}

function checkWorker({ container }: Workload): string[] {
  const { requests = {}, limits = {} } = container.resources ?? {};
  return [
    parseQuantity(requests['cpu']) === 1 ||
      `1000m of cpu are to be requested, not ${requests['cpu']}.`,
    parseQuantity(limits['cpu']) === 2 || `2000m of cpu are to be the limit, not ${limits['cpu']}.`,
    parseQuantity(limits['memory']) === 4 * 2 ** 30 ||
      `4Gi of memory are to be the limit, not ${limits['memory']}.`,
  ].filter((problem) => problem !== true);
}
