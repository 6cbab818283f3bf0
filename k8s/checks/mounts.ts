/** What is mounted is there, what is there is mounted, and paths in the settings lie on it. */
import { ofKind, type Kinds, type Manifest } from './manifest.ts';
import { workerPod } from './worker-pod.ts';

/** Made by hand before the first apply, with these files; k8s/README.md has the line. */
const documentedSecrets: Readonly<Record<string, readonly string[]>> = {
  'livecalc-auth': ['api-keys.json'],
};

export function checkMounts(objects: readonly Manifest[]): string[] {
  const { container, settings, spec } = workerPod(objects);
  const mounts = container.volumeMounts ?? [];
  const volumes = spec.volumes ?? [];
  const has = (kind: keyof Kinds, name: string | undefined): boolean =>
    ofKind(objects, kind).some(({ metadata }) => metadata?.name === name);
  const secretFiles = (name: string): readonly string[] | undefined => {
    const secret = ofKind(objects, 'Secret').find(({ metadata }) => metadata?.name === name);
    return secret === undefined ? documentedSecrets[name] : Object.keys(secret.data ?? {});
  };
  /** Files of Secrets by their path in the container. */
  const secretPaths = mounts.flatMap(({ mountPath, name }) => {
    const secret = volumes.find((volume) => volume.name === name)?.secret?.secretName;
    return (secretFiles(secret ?? '') ?? []).map((file) => `${mountPath}/${file}`);
  });
  const writable = mounts.filter(({ readOnly }) => readOnly !== true);
  return [
    ...mounts
      .filter(({ name }) => !volumes.some((volume) => volume.name === name))
      .map(({ name, mountPath }) => `${mountPath} mounts the volume ${name}, which is not there.`),
    ...volumes
      .filter(({ name }) => !mounts.some((mount) => mount.name === name))
      .map(({ name }) => `The volume ${name} is mounted nowhere.`),
    ...volumes
      .filter(({ secret }) => secret !== undefined && !secretFiles(secret.secretName ?? ''))
      .map(({ secret }) => `The Secret ${secret?.secretName} is neither rendered nor documented.`),
    ...(container.envFrom ?? [])
      .filter(({ configMapRef }) => !has('ConfigMap', configMapRef?.name))
      .map(({ configMapRef }) => `The ConfigMap ${configMapRef?.name} is not there.`),
    ...Object.entries(settings)
      .filter(([name, path]) => name.endsWith('_FILE') && !secretPaths.includes(path))
      .map(([name, path]) => `${name} is ${path}, which no Secret's file is mounted at.`),
    ...(writable.some(({ mountPath }) => mountPath === settings['DATA_DIR'])
      ? []
      : [`DATA_DIR is ${settings['DATA_DIR']}, where nothing writable is mounted.`]),
    ...(has('ServiceAccount', spec.serviceAccountName)
      ? []
      : [`The ServiceAccount ${spec.serviceAccountName} is not there.`]),
  ];
}
