/** Nothing in and nothing out but what is named: a list of who may talk to whom, compared as a whole. */
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import { nameOf, named, ofKind, type Kinds, type Manifest } from './manifest.ts';
import { isFleet, workerPod, workload } from './workload.ts';

type Policy = Kinds['NetworkPolicy'];

const names = ['kube-system/kube-dns: UDP 53', 'kube-system/kube-dns: TCP 53'];
const callers = (app: string): string[] => [
  `pods with ${app}-client=true -> ${app}: TCP http`,
  `namespaces with ${app}-client=true -> ${app}: TCP http`,
];

const workersAlone = callers('livecalc-worker');

const fleet: readonly string[] = [
  ...workersAlone,
  ...callers('livecalc-gateway'),
  'worker -> livecalc-gateway: TCP http',
  'worker -> livecalc-nats: TCP client',
  'livecalc-gateway -> livecalc-nats: TCP client',
  'livecalc-nats -> livecalc-nats: TCP cluster',
  ...['worker', 'livecalc-gateway', 'livecalc-nats'].flatMap((from) =>
    names.map((name) => `${from} -> ${name}`),
  ),
  'livecalc-gateway -> 0.0.0.0/0: TCP 443',
  'livecalc-gateway -> 0.0.0.0/0: TCP 6443',
];

/** Who reads the metrics, by the kind of its monitors. */
const readers = {
  'monitoring.coreos.com/v1': 'namespaces with livecalc-telemetry=true',
  'azmonitoring.coreos.com/v1': 'kube-system/rsName=ama-metrics',
} as const;

export function checkNetwork(objects: readonly Manifest[]): string[] {
  const policies = ofKind(objects, 'NetworkPolicy');
  const found = new Set(policies.flatMap(flowsOf));
  const expected = new Set(expectedFlows(objects).flatMap(atItsEnds));
  return [
    ...(policies.some(deniesAll) ? [] : ['No policy denies everything to every pod.']),
    ...[...found].filter((flow) => !expected.has(flow)).map((flow) => `Nobody needs: ${flow}.`),
    ...[...expected].filter((flow) => !found.has(flow)).map((flow) => `No policy allows: ${flow}.`),
    ...policies.flatMap(unsafeBlocks),
  ];
}

function expectedFlows(objects: readonly Manifest[]): string[] {
  const ofWorkers = [...workersAlone, ...toKeys('livecalc-worker', workerPod(objects).settings)];
  if (!isFleet(objects)) return ofWorkers;
  const { settings } = workload(objects, 'livecalc-gateway');
  const own = (flow: string): string => `livecalc-gateway -> ${flow}`;
  const isLocal = named(objects, 'StatefulSet', 'livecalc-postgres') !== undefined;
  const isAzure = settings['OBJECTS_AZURE_URL'] !== undefined;
  return [
    ...ofWorkers,
    ...fleet,
    ...toKeys('livecalc-gateway', settings),
    ...(isLocal ? [own('livecalc-postgres: TCP database')] : []),
    ...(isAzure ? [own('0.0.0.0/0: TCP 443'), own('0.0.0.0/0: TCP 5432')] : []),
    ...ofKind(objects, 'PodMonitor').flatMap(({ apiVersion }) =>
      ['worker', 'livecalc-gateway'].map((to) => `${readers[apiVersion]} -> ${to}: TCP http`),
    ),
  ];
}

/** Keys of an issuer are fetched by name from a public address. */
function toKeys(app: string, settings: Readonly<Record<string, string>>): string[] {
  if (settings['AUTH_JWKS_URL'] === undefined) return [];
  return [...names, '0.0.0.0/0: TCP 443'].map((flow) => `${app} -> ${flow}`);
}

/** Pods of ours deny what is not allowed, so both that talk and that are talked to must allow it. */
function atItsEnds(flow: string): string[] {
  const [from = '', to = ''] = flow.split(' -> ');
  const isOurs = (text: string): boolean => /^(worker|livecalc-\w+)(: .*)?$/.test(text);
  return [...(isOurs(from) ? [`out, ${flow}`] : []), ...(isOurs(to) ? [`in, ${flow}`] : [])];
}

function deniesAll({ spec }: Policy): boolean {
  const selectsAll = Object.keys(spec?.podSelector ?? {}).length === 0;
  const types = spec?.policyTypes ?? [];
  const allowsNothing = spec?.ingress === undefined && spec?.egress === undefined;
  return selectsAll && allowsNothing && types.includes('Ingress') && types.includes('Egress');
}

/** `in, FROM -> TO: PROTOCOL PORT`, or `out`; a rule without peers or without ports allows all of them. */
function flowsOf({ spec }: Policy): string[] {
  const own = peerName({ podSelector: spec?.podSelector ?? {} });
  const flows = (
    peers: readonly INetworkPolicyPeer[] = [],
    ports?: readonly INetworkPolicyPort[],
  ) =>
    (peers.length > 0 ? peers.map(peerName) : ['anybody']).flatMap((peer) =>
      portNames(ports).map((port) => [peer, port] as const),
    );
  return [
    ...(spec?.ingress ?? []).flatMap(({ from, ports }) =>
      flows(from, ports).map(([peer, port]) => `in, ${peer} -> ${own}: ${port}`),
    ),
    ...(spec?.egress ?? []).flatMap(({ to, ports }) =>
      flows(to, ports).map(([peer, port]) => `out, ${own} -> ${peer}: ${port}`),
    ),
  ];
}

function portNames(ports: readonly INetworkPolicyPort[] = []): string[] {
  if (ports.length === 0) return ['any port'];
  return ports.map(({ protocol = 'TCP', port = 'any port', endPort }) =>
    endPort === undefined ? `${protocol} ${port}` : `${protocol} ${port}-${endPort}`,
  );
}

function peerName({ ipBlock, namespaceSelector, podSelector }: INetworkPolicyPeer): string {
  if (ipBlock !== undefined) return ipBlock.cidr;
  const pods = podSelector?.matchLabels ?? {};
  const namespaces = namespaceSelector?.matchLabels ?? {};
  const pod = pods['livecalc-role'] ?? pods['app'] ?? pods['k8s-app'] ?? labelText(pods);
  if (namespaceSelector === undefined) return pod === '' ? 'every pod' : withPods(pods, pod);
  const namespace = namespaces['kubernetes.io/metadata.name'];
  if (namespace !== undefined) return `${namespace}/${pod}`;
  return `namespaces with ${labelText(namespaces)}${pod === '' ? '' : `/${pod}`}`;
}

function withPods(labels: Readonly<Record<string, string>>, name: string): string {
  return name === labelText(labels) ? `pods with ${name}` : name;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map((entry) => entry.join('='))
    .join();
}

/** Azure hands out identities of nodes at these addresses; they are no public ones. */
const never = ['169.254.0.0/16', '168.63.129.16/32'];

function unsafeBlocks(policy: Policy): string[] {
  const peers = (policy.spec?.egress ?? []).flatMap(({ to }) => to ?? []);
  return peers.flatMap(({ ipBlock }) =>
    never
      .filter((cidr) => ipBlock !== undefined && !ipBlock.except?.includes(cidr))
      .map((cidr) => `${nameOf(policy)} lets pods reach ${cidr}.`),
  );
}
