/** The worker's pods, as the Deployment describes them. */
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { ofKind, theOnly, type Manifest } from './manifest.ts';

export interface WorkerPod {
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: IPodSpec;
  readonly container: IContainer;
  /** The container's environment: `env`, and what `envFrom` takes from ConfigMaps of the same rendering. */
  readonly settings: Readonly<Record<string, string>>;
}

export function workerPod(objects: readonly Manifest[]): WorkerPod {
  const template = theOnly(objects, 'Deployment').spec?.template;
  const spec = template?.spec;
  const container = spec?.containers[0];
  if (spec === undefined || container === undefined || spec.containers.length > 1) {
    throw new Error('The Deployment is expected to describe a pod with one container.');
  }
  return {
    labels: template?.metadata?.labels ?? {},
    spec,
    container,
    settings: settingsOf(container, objects),
  };
}

function settingsOf(container: IContainer, objects: readonly Manifest[]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const { configMapRef, prefix = '' } of container.envFrom ?? []) {
    const map = ofKind(objects, 'ConfigMap').find(
      ({ metadata }) => metadata?.name === configMapRef?.name,
    );
    for (const [key, value] of Object.entries(map?.data ?? {})) settings[prefix + key] = value;
  }
  for (const { name, value } of container.env ?? []) settings[name] = value ?? '';
  return settings;
}
