/** What is mounted is there, what is there is mounted, and paths in the settings lie on it. */
import { ofKind, type Kinds, type Manifest } from './manifest.ts';
import { workerPod, type WorkerPod } from './worker-pod.ts';

/** Made by hand before the first apply, with these files; k8s/README.md has the line. */
export const documentedSecrets: Readonly<Record<string, readonly string[]>> = {
  'livecalc-auth': ['api-keys.json'],
};

export function checkMounts(objects: readonly Manifest[]): string[] {
  const pod = workerPod(objects);
  return [
    ...checkReferences(objects, pod),
    ...checkVolumes(objects, pod),
    ...checkPaths(objects, pod),
  ];
}

/** ConfigMaps and the ServiceAccount. */
function checkReferences(objects: readonly Manifest[], { container, spec }: WorkerPod): string[] {
  const missing = (kind: keyof Kinds, name: string | undefined): string[] =>
    ofKind(objects, kind).some(({ metadata }) => metadata?.name === name)
      ? []
      : [`The ${kind} ${name} is not there.`];
  return [
    ...(container.envFrom ?? []).flatMap(({ configMapRef }) =>
      missing('ConfigMap', configMapRef?.name),
    ),
    ...missing('ServiceAccount', spec.serviceAccountName),
  ];
}

function checkVolumes(objects: readonly Manifest[], { container, spec }: WorkerPod): string[] {
  const { volumeMounts = [] } = container;
  const { volumes = [] } = spec;
  return [
    ...volumeMounts
      .filter((mount) => !volumes.some(({ name }) => name === mount.name))
      .map(({ name, mountPath }) => `${mountPath} mounts the volume ${name}, which is not there.`),
    ...volumes
      .filter((volume) => !volumeMounts.some(({ name }) => name === volume.name))
      .map(({ name }) => `The volume ${name} is mounted nowhere.`),
    ...volumes
      .filter(({ secret }) => secret && filesOfSecret(objects, secret.secretName) === undefined)
      .map(({ secret }) => `The Secret ${secret?.secretName} is neither rendered nor documented.`),
  ];
}

/** Settings that name files and folders. */
function checkPaths(objects: readonly Manifest[], pod: WorkerPod): string[] {
  const files = new Set(secretPaths(objects, pod));
  const dataFolder = pod.settings['DATA_DIR'];
  const data = pod.container.volumeMounts?.find(({ mountPath }) => mountPath === dataFolder);
  return [
    ...Object.entries(pod.settings)
      .filter(([name, path]) => name.endsWith('_FILE') && !files.has(path))
      .map(([name, path]) => `${name} is ${path}, which no Secret's file is mounted at.`),
    ...(data === undefined || data.readOnly
      ? [`DATA_DIR is ${dataFolder}, where nothing writable is mounted.`]
      : []),
  ];
}

/** Where the files of Secrets are in the container. */
function secretPaths(objects: readonly Manifest[], { container, spec }: WorkerPod): string[] {
  return (container.volumeMounts ?? []).flatMap(({ mountPath, name }) => {
    const secret = spec.volumes?.find((volume) => volume.name === name)?.secret;
    const files = filesOfSecret(objects, secret?.secretName) ?? [];
    return files.map((file) => `${mountPath}/${file}`);
  });
}

function filesOfSecret(objects: readonly Manifest[], name = ''): readonly string[] | undefined {
  const secret = ofKind(objects, 'Secret').find(({ metadata }) => metadata?.name === name);
  return secret === undefined ? documentedSecrets[name] : Object.keys(secret.data ?? {});
}
