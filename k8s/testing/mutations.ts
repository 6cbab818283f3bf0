/** One thing wrong at a time in workers without a fleet, and the check that must find it. */
import type { checks } from '../checks/all.ts';

export interface Mutation {
  readonly check: keyof typeof checks;
  /** `KIND`, or `KIND NAME` where there are several. */
  readonly object: string;
  /** JSON pointer into the object; '' is the object itself. */
  readonly path: string;
  /** undefined takes it away. */
  readonly value: unknown;
}

const pod = '/spec/template/spec';
const container = `${pod}/containers/0`;

type Row = readonly [object: string, path: string, value?: unknown];

const rows: Readonly<Record<Exclude<Mutation['check'], 'alerts'>, readonly Row[]>> = {
  schema: [
    ['Deployment', '/spec/strategy/type', 'Rolling'],
    ['Deployment', `${container}/ports/0/containerPort`, '3000'],
    ['Deployment', `${container}/ressources`, {}],
    ['Deployment', `${container}/lifecycle/preStop/sleep/duration`, 10],
    ['Deployment', `${pod}/topologySpreadConstraints/0/skew`, 1],
    ['Service', '/spec/ports/0/targetport', 'http'],
    ['HorizontalPodAutoscaler', '/spec/behavior/scaleDown/stabilizationSeconds', 600],
    ['NetworkPolicy deny-all', '/spec/podselector', {}],
    ['PodDisruptionBudget', '/spec/maxUnavailible', 1],
    ['Namespace', '/metadata/label', {}],
    ['ServiceAccount', '/automountToken', false],
    ['ConfigMap', '/data/PORT', 3000],
    ['Service', '/kind', 'Ingress'],
  ],
  names: [
    ['Deployment', '/metadata/name', 'worker'],

    ['Service', '/metadata/namespace', 'default'],
    ['ConfigMap', '/metadata/namespace'],
    ['Namespace', '/metadata/name', 'live-calc'],
    ['NetworkPolicy deny-all', '/metadata/name', 'livecalc-worker'],
    ['Deployment', '/metadata/labels/app', 'worker'],
  ],
  selection: [
    ['Deployment', '/spec/selector/matchLabels/app', 'worker'],
    ['Deployment', '/spec/template/metadata/labels/app', 'worker'],
    ['Service', '/spec/selector/app', 'worker'],
    ['Service', '/spec/selector', {}],
    ['PodDisruptionBudget', '/spec/selector/matchLabels/app', 'worker'],
    ['NetworkPolicy livecalc-worker', '/spec/podSelector/matchLabels/app', 'worker'],
    ['Deployment', `${pod}/topologySpreadConstraints/1/labelSelector`],
  ],
  settings: [
    ['ConfigMap', '/data/MAX_MEMORY', '2560'],
    ['ConfigMap', '/data/THREADS_PER_RUN', '2'],
    ['ConfigMap', '/data/GRACE_SECONDS', '9m'],
    ['ConfigMap', '/data/LOG_LEVEL', 'verbose'],
    ['ConfigMap', '/data/AUTH_API_KEYS_FILE'],
  ],
  ports: [
    ['ConfigMap', '/data/PORT', '8080'],
    ['ConfigMap', '/data/HOST', '127.0.0.1'],
    ['Deployment', `${container}/ports/0/containerPort`, 8080],
    ['Deployment', `${container}/ports/0/name`, 'web'],
    ['Service', '/spec/ports/0/port', 3000],
    ['Service', '/spec/ports/0/targetPort', 'web'],
    ['Service', '/spec/ports/0/protocol'],
    ['NetworkPolicy livecalc-worker', '/spec/ingress/0/ports/0/port', 'web'],
  ],
  probes: [
    ['Deployment', `${container}/livenessProbe/httpGet/path`, '/readyz'],
    ['Deployment', `${container}/readinessProbe/httpGet/path`, '/ready'],
    ['Deployment', `${container}/startupProbe`],
    ['Deployment', `${container}/readinessProbe/httpGet/port`, 'web'],
    ['Deployment', `${container}/livenessProbe/failureThreshold`, 2],
    ['Deployment', `${container}/livenessProbe/timeoutSeconds`],
  ],
  resources: [
    ['Deployment', `${container}/resources/limits/memory`, '3Gi'],
    ['Deployment', `${container}/resources/requests/memory`, '2Gi'],
    ['Deployment', `${container}/resources/requests/cpu`, '3'],
    ['Deployment', `${container}/resources/limits/cpu`],
    ['Deployment', `${container}/resources/requests/ephemeral-storage`, '20Gi'],
  ],
  memoryBudget: [
    ['Deployment', `${container}/resources/limits/memory`, '3Gi'],
    ['ConfigMap', '/data/MAX_MEMORY_MB', '3072'],
    ['ConfigMap', '/data/MAX_MEMORY_MB'],
    ['ConfigMap', '/data/NODE_OPTIONS', '--max-old-space-size=1024'],
    ['ConfigMap', '/data/NODE_OPTIONS'],
  ],
  diskBudget: [
    ['ConfigMap', '/data/MAX_STORAGE_MB', '9000'],
    ['ConfigMap', '/data/MAX_UNPACKED_MB', '8000'],
    ['Deployment', `${pod}/volumes/0/emptyDir/sizeLimit`, '4Gi'],
    ['Deployment', `${pod}/volumes/0/emptyDir/sizeLimit`],
    ['Deployment', `${container}/resources/limits/ephemeral-storage`, '10Gi'],
  ],
  grace: [
    ['ConfigMap', '/data/GRACE_SECONDS', '570'],
    ['Deployment', `${pod}/terminationGracePeriodSeconds`],
    ['Deployment', `${pod}/terminationGracePeriodSeconds`, 3600],
    ['Deployment', `${container}/lifecycle`],
  ],
  scaling: [
    ['Deployment', '/spec/replicas', 3],
    ['Deployment', '/spec/strategy/rollingUpdate/maxUnavailable', '25%'],
    ['HorizontalPodAutoscaler', '/spec/scaleTargetRef/name', 'worker'],
    ['HorizontalPodAutoscaler', '/spec/scaleTargetRef/kind', 'StatefulSet'],
    ['HorizontalPodAutoscaler', '/spec/maxReplicas', 2],
    ['HorizontalPodAutoscaler', '/spec/metrics/0/resource/target/averageUtilization', 90],
    ['HorizontalPodAutoscaler', '/spec/metrics/1'],
    ['HorizontalPodAutoscaler', '/spec/behavior/scaleDown'],
    ['PodDisruptionBudget', '/spec/minAvailable', 3],
    ['PodDisruptionBudget', '/spec/maxUnavailable', 0],
  ],
  spread: [
    ['Deployment', `${pod}/topologySpreadConstraints`],
    ['Deployment', `${pod}/topologySpreadConstraints/0/topologyKey`, 'topology.kubernetes.io/zone'],
  ],
  mounts: [
    ['Deployment', `${container}/volumeMounts/0/name`, 'disk'],
    ['Deployment', `${container}/volumeMounts/0/readOnly`, true],
    ['Deployment', `${pod}/volumes/2`, { name: 'spare', emptyDir: {} }],
    ['Deployment', `${pod}/volumes/1/secret/secretName`, 'worker-auth'],
    ['Deployment', `${container}/envFrom/0/configMapRef/name`, 'livecalc-worker-settings'],
    ['Deployment', `${pod}/serviceAccountName`, 'default'],
    ['ConfigMap', '/data/AUTH_API_KEYS_FILE', '/etc/livecalc/auth/keys.json'],
    ['ConfigMap', '/data/DATA_DIR', '/var/data'],
    ['ConfigMap', ''],
  ],
  podSecurity: [
    ['Deployment', `${pod}/securityContext/runAsNonRoot`],
    ['Deployment', `${pod}/securityContext/runAsUser`, 0],
    ['Deployment', `${pod}/securityContext/seccompProfile/type`, 'Unconfined'],
    ['Deployment', `${pod}/automountServiceAccountToken`],
    ['Deployment', `${pod}/enableServiceLinks`],
    ['Deployment', `${pod}/hostNetwork`, true],
    ['Deployment', `${container}/securityContext/readOnlyRootFilesystem`, false],
    ['Deployment', `${container}/securityContext/allowPrivilegeEscalation`],
    ['Deployment', `${container}/securityContext/capabilities/drop`, ['NET_RAW']],
    ['Deployment', `${container}/securityContext/capabilities/add`, ['SYS_ADMIN']],
    ['ServiceAccount', '/automountServiceAccountToken'],
    ['Namespace', '/metadata/labels/pod-security.kubernetes.io~1enforce', 'baseline'],
  ],
  images: [
    ['Deployment', `${container}/image`, 'livecalc-worker'],
    ['Deployment', `${container}/image`, 'livecalc-worker:latest'],
    ['Deployment', `${container}/image`, 'registry.example.com:5000/livecalc-worker'],
  ],
  network: [
    ['NetworkPolicy deny-all', ''],
    ['NetworkPolicy deny-all', '/spec/policyTypes', ['Ingress']],
    ['NetworkPolicy deny-all', '/spec/podSelector/matchLabels', { app: 'livecalc-worker' }],
    ['NetworkPolicy deny-all', '/spec/ingress', [{}]],
    ['NetworkPolicy livecalc-worker', ''],
    ['NetworkPolicy livecalc-worker', '/spec/ingress/0/from'],
    ['NetworkPolicy livecalc-worker', '/spec/ingress/0/ports'],
    ['NetworkPolicy livecalc-worker', '/spec/egress', [{ to: [{}], ports: [{ port: 443 }] }]],
    ['ConfigMap', '/data/AUTH_JWKS_URL', 'https://issuer.example.com/keys'],
  ],
};

export const mutations: readonly Mutation[] = Object.entries(rows).flatMap(([check, ofCheck]) =>
  ofCheck.map(([object, path, value]) => ({
    check: check as Mutation['check'],
    object,
    path,
    value,
  })),
);
