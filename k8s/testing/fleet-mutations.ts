/** One thing wrong at a time in the whole fleet with every component, and the check that must find it. */
import type { checks } from '../checks/all.ts';
import type { Mutation } from './mutations.ts';

const pod = '/spec/template/spec';
const container = `${pod}/containers/0`;
const gateway = 'Deployment livecalc-gateway';
const worker = 'Deployment livecalc-worker';
const nats = 'StatefulSet livecalc-nats';
const claims = '/spec/volumeClaimTemplates/0';

type Row = readonly [object: string, path: string, value?: unknown];

const rows: Readonly<Partial<Record<keyof typeof checks, readonly Row[]>>> = {
  schema: [
    [nats, '/spec/podManagement', 'Parallel'],
    [nats, `${claims}/spec/accessmodes`, []],
    ['Role', '/rules/0/verb', ['patch']],
    ['RoleBinding', '/roleRef/names', 'x'],
    ['Ingress', '/spec/rules/0/http/paths/0/pathtype', 'Prefix'],
    ['Ingress', '/spec/ingressClass', 'nginx'],
    ['Gateway', '/spec/listeners/0/tls/certificates', []],
    ['HTTPRoute livecalc-gateway', '/spec/rules/0/timeouts/idle', '0s'],
    ['HTTPRoute livecalc-gateway', '/spec/rules/0/timeouts/request', 'never'],
    ['HTTPRoute livecalc-gateway', '/spec/rules/0/backends', []],
    ['ScaledObject', '/spec/scaleTarget', {}],
    ['ScaledObject', '/spec/triggers/0/metadata/threshold', 10],
    ['ScaledObject', '/spec/advanced/horizontalPodAutoscalerConfig/behaviour', {}],
    ['PodMonitor', '/spec/podMetricsEndpoints/0/bearerToken', 'x'],
    ['ServiceMonitor', '/spec/endpoints/0/interval', '15'],
    ['ServiceMonitor', '/apiVersion', 'monitoring.azure.com/v1'],
    ['PrometheusRule', '/spec/groups/0/rules/0/expression', 'up'],
    ['PrometheusRule', '/spec/groups/0/rules/0/labels/severity', 'page'],
  ],
  names: [
    [gateway, '/metadata/name', 'gateway'],
    ['Service livecalc-gateway', ''],
    [nats, '/metadata/labels/app', 'nats'],
    ['RoleBinding', '/roleRef/name', 'admin'],
    ['RoleBinding', '/subjects/0/name', 'default'],
    ['ServiceMonitor', '/metadata/namespace'],
  ],
  selection: [
    ['Service livecalc-gateway', '/spec/selector/app', 'livecalc-worker'],
    ['Service livecalc-nats-headless', '/spec/selector/app', 'nats'],
    ['PodDisruptionBudget livecalc-nats', '/spec/selector/matchLabels/app', 'nats'],
    ['NetworkPolicy livecalc-worker-fleet', '/spec/podSelector/matchLabels/livecalc-role', 'work'],
    ['NetworkPolicy livecalc-nats', '/spec/podSelector/matchLabels/app', 'livecalc-gateway'],
    ['PodMonitor', '/spec/selector/matchLabels/livecalc-role', 'workers'],
    ['ServiceMonitor', '/spec/selector/matchLabels/app', 'livecalc-worker'],
    [worker, '/spec/template/metadata/labels/livecalc-role'],
  ],
  settings: [
    [gateway, `${container}/env/0`],
    [gateway, `${container}/env/0/name`, 'NATS_ADDRESS'],
    [worker, `${container}/env/0/name`, 'NATS'],
  ],
  ports: [
    ['Service livecalc-gateway', '/spec/ports/0/port', 80],
    ['Service livecalc-nats', '/spec/ports/0/targetPort', 'queue'],
    [gateway, `${container}/ports/0/containerPort`, 3000],
    ['NetworkPolicy livecalc-worker-fleet', '/spec/egress/1/ports/0/port', 'web'],
    ['NetworkPolicy livecalc-nats', '/spec/ingress/1/ports/0/port', 'http'],
  ],
  probes: [
    [gateway, `${container}/livenessProbe/httpGet/path`, '/readyz'],
    [gateway, `${container}/startupProbe`],
    [nats, `${container}/livenessProbe/httpGet/path`, '/healthz'],
    [nats, `${container}/readinessProbe/httpGet/port`, 'http'],
  ],
  resources: [
    [gateway, `${container}/resources/limits/memory`, '2Gi'],
    [nats, `${container}/resources/limits`],
  ],
  memoryBudget: [[gateway, `${container}/resources/limits/memory`, '1Gi']],
  diskBudget: [[gateway, `${pod}/volumes/0/emptyDir/sizeLimit`, '4Gi']],
  grace: [
    [gateway, `${pod}/terminationGracePeriodSeconds`, 60],
    [gateway, `${container}/lifecycle`],
    [worker, `${pod}/terminationGracePeriodSeconds`, 20],
  ],
  scaling: [
    [gateway, '/spec/replicas', 1],
    [gateway, '/spec/replicas'],
    [nats, '/spec/replicas', 2],
    [worker, '/spec/replicas', 3],
    ['PodDisruptionBudget livecalc-nats', '/spec/maxUnavailable', 2],
    ['PodDisruptionBudget livecalc-gateway', ''],
    ['ScaledObject', '/spec/scaleTargetRef/name', 'worker'],
    ['ScaledObject', '/spec/minReplicaCount', 0],
    ['ScaledObject', '/spec/triggers/0/metadata/query', 'up'],
    ['ScaledObject', ''],
    [
      'ScaledObject',
      '/spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown/stabilizationWindowSeconds',
      0,
    ],
    ['HorizontalPodAutoscaler', '/spec/scaleTargetRef/name', 'livecalc-worker'],
  ],
  spread: [
    [gateway, `${pod}/topologySpreadConstraints`],
    [nats, `${pod}/topologySpreadConstraints/1`],
  ],
  mounts: [
    [gateway, `${container}/envFrom/0/configMapRef/name`, 'livecalc-gateway-settings'],
    [gateway, `${container}/env/0/valueFrom/secretKeyRef/key`, 'address'],
    [gateway, `${container}/volumeMounts/2`],
    [gateway, `${pod}/volumes/3/secret/secretName`, 'database'],
    [worker, `${container}/env/0/valueFrom/secretKeyRef/name`, 'livecalc-nats'],
    [nats, `${claims}/metadata/name`, 'disk'],
    [nats, `${container}/envFrom/0/secretRef/name`, 'users'],
  ],
  podSecurity: [
    [gateway, `${pod}/automountServiceAccountToken`, false],
    [worker, `${pod}/automountServiceAccountToken`, true],
    [nats, `${container}/securityContext/readOnlyRootFilesystem`, false],
    ['Role', '/rules/0/verbs', ['patch', 'delete']],
    ['Role', '/rules/0/resources', ['pods', 'secrets']],
    ['ServiceAccount livecalc-gateway', '/automountServiceAccountToken', true],
  ],
  images: [
    [gateway, `${container}/image`, 'livecalc-worker:latest'],
    [nats, `${container}/image`, 'nats:2.11.4-alpine'],
    [nats, `${container}/image`, 'nats:alpine'],
  ],
  network: [
    ['NetworkPolicy livecalc-gateway-queue', ''],
    ['NetworkPolicy livecalc-worker-fleet', '/spec/egress/2'],
    ['NetworkPolicy livecalc-worker-fleet', '/spec/egress/1/to/0/podSelector', {}],
    ['NetworkPolicy livecalc-worker-fleet', '/spec/egress/0/ports', []],
    ['NetworkPolicy livecalc-nats', '/spec/ingress/0/from/2', { podSelector: {} }],
    ['NetworkPolicy livecalc-gateway-clients', '/spec/ingress/0/from'],
    ['NetworkPolicy livecalc-gateway-pods', '/spec/egress/0/to/0/ipBlock/except/0'],
    ['NetworkPolicy livecalc-gateway-storage', '/spec/egress/0/ports/1'],
    ['NetworkPolicy livecalc-gateway-storage', '/spec/egress/0/ports/0/port', 80],
    ['NetworkPolicy livecalc-worker-keys', ''],
    ['NetworkPolicy livecalc-gateway-azure-telemetry', ''],
    ['NetworkPolicy livecalc-worker-telemetry', '/spec/ingress/0/from', []],
  ],
  alerts: [
    ['PrometheusRule', '/spec/groups/0/rules/0/annotations/runbook', 'docs/operations.md#nothing'],
    ['PrometheusRule', '/spec/groups/0/rules/2/expr', 'livecalc_workers_there == 0'],
    ['PrometheusRule', '/spec/groups/0/rules/1/alert', 'LiveCalcGatewayDown'],
  ],
};

export const fleetMutations: readonly Mutation[] = Object.entries(rows).flatMap(
  ([check, ofCheck]) =>
    ofCheck.map(([object, path, value]) => ({
      check: check as Mutation['check'],
      object,
      path,
      value,
    })),
);
