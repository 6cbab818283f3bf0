/** Workers are spread over nodes and zones, by one rule each. */
import type { Manifest } from './manifest.ts';
import { workerPod } from './worker-pod.ts';

const expected = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'];

export function checkSpread(objects: readonly Manifest[]): string[] {
  const constraints = workerPod(objects).spec.topologySpreadConstraints ?? [];
  const keys = constraints.map(({ topologyKey }) => topologyKey);
  // kustomize merges them by two keys, so a patch that changes one of them adds a constraint instead.
  return keys.toSorted().join() === expected.join()
    ? []
    : [
        `Pods are spread over ${keys.join(', ')}, once each over ${expected.join(' and ')} is expected.`,
      ];
}
