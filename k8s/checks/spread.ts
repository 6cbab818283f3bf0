/** Pods are spread over nodes and zones, by one rule each. */
import type { Manifest } from './manifest.ts';
import { workloads } from './workload.ts';

const expected = ['kubernetes.io/hostname', 'topology.kubernetes.io/zone'];

export function checkSpread(objects: readonly Manifest[]): string[] {
  return workloads(objects).flatMap(({ name, object, spec }) => {
    const keys = (spec.topologySpreadConstraints ?? []).map(({ topologyKey }) => topologyKey);
    const isAlone = object.kind === 'StatefulSet' && object.spec?.replicas === 1;
    // kustomize merges them by two keys, so a patch that changes one of them adds a constraint instead.
    if (isAlone || keys.toSorted().join() === expected.join()) return [];
    const wanted = `once each over ${expected.join(' and ')} is expected`;
    return [`${name}'s pods are spread over ${keys.join(', ')}, ${wanted}.`];
  });
}
