/** What is mounted is there, what is there is mounted, and paths in the settings lie on it. */
import { named, type Kinds, type Manifest } from './manifest.ts';
import { workloads, type Workload } from './workload.ts';

/** Made by hand before the first apply, with these files; k8s/README.md has the lines. */
export const documentedSecrets: Readonly<Record<string, readonly string[]>> = {
  'livecalc-auth': ['api-keys.json'],
  'livecalc-database': ['url'],
};

/** What k8s/make-secrets.sh makes. */
export const madeSecrets: Readonly<Record<string, readonly string[]>> = {
  'livecalc-nats-tls': ['ca.crt', 'tls.crt', 'tls.key'],
  'livecalc-nats-users': [
    'GATEWAY_PASSWORD_A',
    'GATEWAY_PASSWORD_B',
    'WORKER_PASSWORD_A',
    'WORKER_PASSWORD_B',
  ],
  'livecalc-nats-gateway': ['ca.crt', 'url'],
  'livecalc-nats-worker': ['ca.crt', 'url'],
};

export function checkMounts(objects: readonly Manifest[]): string[] {
  return workloads(objects).flatMap((pod) =>
    [
      ...checkReferences(objects, pod),
      ...checkVolumes(objects, pod),
      ...checkPaths(objects, pod),
    ].map((problem) => `${pod.name}: ${problem}`),
  );
}

/** ConfigMaps, Secrets and the ServiceAccount. */
function checkReferences(objects: readonly Manifest[], { container, spec }: Workload): string[] {
  const missing = (kind: keyof Kinds, name: string | undefined): string[] =>
    named(objects, kind, name) === undefined ? [`The ${kind} ${name} is not there.`] : [];
  const volumes = spec.volumes ?? [];
  return [
    ...(container.envFrom ?? []).flatMap(({ configMapRef, secretRef }) => [
      ...(configMapRef === undefined ? [] : missing('ConfigMap', configMapRef.name)),
      ...(secretRef === undefined ? [] : missingSecret(objects, secretRef.name)),
    ]),
    ...(container.env ?? []).flatMap(({ valueFrom }) =>
      missingKey(objects, valueFrom?.secretKeyRef),
    ),
    ...missing('ServiceAccount', spec.serviceAccountName),
    ...volumes.flatMap(({ configMap, persistentVolumeClaim: claim, secret }) => [
      ...(configMap === undefined ? [] : missing('ConfigMap', configMap.name)),
      ...(claim === undefined ? [] : missing('PersistentVolumeClaim', claim.claimName)),
      ...(secret === undefined ? [] : missingSecret(objects, secret.secretName)),
    ]),
  ];
}

function missingSecret(objects: readonly Manifest[], name: string | undefined): string[] {
  return filesOfSecret(objects, name) === undefined
    ? [`The Secret ${name} is neither rendered nor documented.`]
    : [];
}

function missingKey(
  objects: readonly Manifest[],
  reference: { readonly name?: string; readonly key: string } | undefined,
): string[] {
  if (reference === undefined) return [];
  const { name, key } = reference;
  return filesOfSecret(objects, name)?.includes(key)
    ? []
    : [`The Secret ${name} with the key ${key} is neither rendered nor documented.`];
}

function checkVolumes(
  objects: readonly Manifest[],
  { container, spec, object }: Workload,
): string[] {
  const { volumeMounts = [] } = container;
  const claims = object.kind === 'StatefulSet' ? (object.spec?.volumeClaimTemplates ?? []) : [];
  const names = new Set([
    ...(spec.volumes ?? []).map(({ name }) => name),
    ...claims.map(({ metadata }) => metadata?.name),
  ]);
  return [
    ...volumeMounts
      .filter(({ name }) => !names.has(name))
      .map(({ name, mountPath }) => `${mountPath} mounts the volume ${name}, which is not there.`),
    ...[...names]
      .filter((volume) => !volumeMounts.some(({ name }) => name === volume))
      .map((name) => `The volume ${name} is mounted nowhere.`),
  ];
}

/** Settings that name files and folders. */
function checkPaths(objects: readonly Manifest[], pod: Workload): string[] {
  const files = new Set(secretPaths(objects, pod));
  return Object.entries(pod.settings).flatMap(([name, path]) => {
    if (name.endsWith('_FILE')) {
      return files.has(path) ? [] : [`${name} is ${path}, which no Secret's file is mounted at.`];
    }
    if (!name.endsWith('_DIR')) return [];
    const mount = pod.container.volumeMounts?.find(({ mountPath }) => mountPath === path);
    const isWritable = mount !== undefined && !mount.readOnly;
    return isWritable ? [] : [`${name} is ${path}, where nothing writable is mounted.`];
  });
}

/** Where the files of Secrets are in the container. */
function secretPaths(objects: readonly Manifest[], { container, spec }: Workload): string[] {
  return (container.volumeMounts ?? []).flatMap(({ mountPath, name }) => {
    const secret = spec.volumes?.find((volume) => volume.name === name)?.secret;
    const files = filesOfSecret(objects, secret?.secretName) ?? [];
    return files.map((file) => `${mountPath}/${file}`);
  });
}

function filesOfSecret(objects: readonly Manifest[], name = ''): readonly string[] | undefined {
  const secret = named(objects, 'Secret', name);
  if (secret === undefined) return documentedSecrets[name] ?? madeSecrets[name];
  return [...Object.keys(secret.data ?? {}), ...Object.keys(secret.stringData ?? {})];
}
