/** Nothing in and nothing out but what is named. */
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { nameOf, ofKind, type Manifest } from './manifest.ts';
import { workerPod } from './worker-pod.ts';

export function checkNetwork(objects: readonly Manifest[]): string[] {
  const policies = ofKind(objects, 'NetworkPolicy');
  const { settings } = workerPod(objects);
  const needsKeys = settings['AUTH_JWKS_URL'] !== undefined;
  const outward = policies.flatMap(({ spec }) => spec?.egress ?? []);
  const ports = new Set(outward.flatMap((rule) => rule.ports?.map(({ port }) => port) ?? []));
  const inward = policies.flatMap(({ spec }) => spec?.ingress ?? []);
  return [
    policies.some(deniesAll) || 'No policy denies everything to every pod.',
    inward.length > 0 || 'Nobody may call the workers.',
    needsKeys || outward.length === 0 || 'Workers may call out, though nothing they need is there.',
    !needsKeys || (ports.has(53) && ports.has(443)) || 'The JWKS address cannot be reached.',
    ...policies.flatMap(openRules),
  ].filter((problem) => problem !== true);
}

function deniesAll({ spec }: INetworkPolicy): boolean {
  const selectsAll = Object.keys(spec?.podSelector ?? {}).length === 0;
  const types = spec?.policyTypes ?? [];
  const allowsNothing = spec?.ingress === undefined && spec?.egress === undefined;
  return selectsAll && allowsNothing && types.includes('Ingress') && types.includes('Egress');
}

/** A rule without peers or without ports allows all of them. */
function openRules(policy: INetworkPolicy): string[] {
  const rules = [
    ...(policy.spec?.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports })),
    ...(policy.spec?.egress ?? []).map(({ to, ports }) => ({ peers: to, ports })),
  ];
  return rules
    .filter(({ peers = [], ports = [] }) => peers.length === 0 || ports.length === 0)
    .map(() => `${nameOf(policy)} has a rule that names no peers or no ports.`);
}
