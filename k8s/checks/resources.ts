/** Requests and limits of the worker. */
import type { Manifest } from './manifest.ts';
import { parseQuantity } from './quantity.ts';
import { workerPod } from './worker-pod.ts';

const kinds = ['cpu', 'memory', 'ephemeral-storage'] as const;

export function checkResources(objects: readonly Manifest[]): string[] {
  const { requests = {}, limits = {} } = workerPod(objects).container.resources ?? {};
  const request = (kind: string): number => parseQuantity(requests[kind]);
  const limit = (kind: string): number => parseQuantity(limits[kind]);
  return [
    ...kinds
      .filter((kind) => !(request(kind) <= limit(kind)))
      .map((kind) => `The request of ${kind} is ${requests[kind]}, its limit ${limits[kind]}.`),
    request('memory') === limit('memory') ||
      'Memory is requested below its limit: the pod would be the first to be evicted.',
    request('cpu') === 1 || `1000m of cpu are to be requested, not ${requests['cpu']}.`,
    limit('cpu') === 2 || `2000m of cpu are to be the limit, not ${limits['cpu']}.`,
    limit('memory') === 4 * 2 ** 30 ||
      `4Gi of memory are to be the limit, not ${limits['memory']}.`,
  ].filter((problem) => problem !== true);
}
