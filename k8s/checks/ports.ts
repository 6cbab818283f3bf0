/** One port, from the settings through the container to the Service and the policies. */
import { nameOf, named, ofKind, type Manifest } from './manifest.ts';
import { workloads, type Workload } from './workload.ts';

/** What a client asks, by Service. */
const servicePorts: Readonly<Record<string, number>> = {
  'livecalc-worker': 80,
  'livecalc-gateway': 8000,
  'livecalc-nats': 4222,
  'livecalc-postgres': 5432,
};

export function checkPorts(objects: readonly Manifest[]): string[] {
  const pods = workloads(objects);
  return [
    ...pods.flatMap(checkListening),
    ...Object.keys(servicePorts).flatMap((name) => checkService(objects, name, pods)),
    ...checkPolicies(objects, pods),
  ];
}

/** Of servers of ours; others are told their ports elsewhere. */
function checkListening({ name, container, settings }: Workload): string[] {
  if (settings['PORT'] === undefined) return [];
  return [
    ...(container.ports ?? [])
      .filter(({ containerPort }) => String(containerPort) !== settings['PORT'])
      .map(({ containerPort }) => `${name}: port ${containerPort}, PORT is ${settings['PORT']}.`),
    ...(settings['HOST'] === '0.0.0.0'
      ? []
      : [`${name} listens on ${settings['HOST']}, where no other pod reaches it.`]),
  ];
}

function checkService(
  objects: readonly Manifest[],
  name: string,
  pods: readonly Workload[],
): string[] {
  const service = named(objects, 'Service', name);
  return (service?.spec?.ports ?? []).flatMap(({ port, protocol, targetPort }) =>
    [
      port === servicePorts[name] || `${name}: the Service's port is ${port}.`,
      protocol === 'TCP' || `${name}: the Service does not say protocol: TCP.`,
      isPortOf(pods, name, targetPort) || `${name}: ${targetPort} names no container port.`,
    ].filter((problem) => problem !== true),
  );
}

/** Ports by name are those of the pods at the receiving end. */
function checkPolicies(objects: readonly Manifest[], pods: readonly Workload[]): string[] {
  return ofKind(objects, 'NetworkPolicy').flatMap((policy) => {
    const own = policy.metadata?.labels?.['app'];
    const inward = (policy.spec?.ingress ?? []).map(({ ports }) => ({ ports, apps: [own] }));
    const outward = (policy.spec?.egress ?? []).map(({ ports, to }) => ({
      ports,
      apps: (to ?? []).map(({ podSelector }) => podSelector?.matchLabels?.['app']),
    }));
    return [...inward, ...outward].flatMap(({ ports = [], apps }) =>
      ports
        .filter(({ port }) => typeof port === 'string')
        .filter(({ port }) => !apps.every((app) => isPortOf(pods, app, port)))
        .map(({ port }) => `${nameOf(policy)}'s ${port} names no container port.`),
    );
  });
}

function isPortOf(
  pods: readonly Workload[],
  app: string | undefined,
  port: string | number | undefined,
): boolean {
  return pods
    .filter((pod) => pod.app === app)
    .some(({ container }) => container.ports?.some(({ name }) => name === port));
}
