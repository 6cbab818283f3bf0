/** Pods, as Deployments and StatefulSets describe them. */
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { named, ofKind, type Kinds, type Manifest } from './manifest.ts';

export interface Workload {
  readonly object: Kinds['Deployment'] | Kinds['StatefulSet'];
  readonly name: string;
  /** What it is an instance of: `livecalc-worker`. */
  readonly app: string;
  /** Of the pods. */
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: IPodSpec;
  readonly container: IContainer;
  /** The container's environment: `env`, and what `envFrom` takes from ConfigMaps of the same rendering. */
  readonly settings: Readonly<Record<string, string>>;
}

/** All pods with a container of ours; each has exactly one. */
export function workloads(objects: readonly Manifest[]): Workload[] {
  return [...ofKind(objects, 'Deployment'), ...ofKind(objects, 'StatefulSet')].map((object) =>
    workloadOf(object, objects),
  );
}

/** Throws where it is not there. */
export function workload(objects: readonly Manifest[], name: string): Workload {
  const found = workloads(objects).find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no Deployment or StatefulSet ${name}.`);
  return found;
}

/** The workers of the shared pool. */
export function workerPod(objects: readonly Manifest[]): Workload {
  return workload(objects, 'livecalc-worker');
}

/** Whether gateways are here, too: else it is workers by themselves. */
export function isFleet(objects: readonly Manifest[]): boolean {
  return named(objects, 'StatefulSet', 'livecalc-nats') !== undefined;
}

function workloadOf(object: Workload['object'], objects: readonly Manifest[]): Workload {
  const template = object.spec?.template;
  const spec = template?.spec;
  const container = spec?.containers[0];
  const name = object.metadata?.name ?? '';
  if (spec === undefined || container === undefined || spec.containers.length > 1) {
    throw new Error(`${object.kind} ${name} is expected to describe a pod with one container.`);
  }
  const labels = template?.metadata?.labels ?? {};
  const settings = settingsOf(container, objects);
  return { object, name, app: labels['app'] ?? '', labels, spec, container, settings };
}

function settingsOf(container: IContainer, objects: readonly Manifest[]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const { configMapRef, prefix = '' } of container.envFrom ?? []) {
    const map = named(objects, 'ConfigMap', configMapRef?.name);
    for (const [key, value] of Object.entries(map?.data ?? {})) settings[prefix + key] = value;
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    const { name: secret, key } = valueFrom?.secretKeyRef ?? {};
    // What comes from elsewhere is known only in the pod.
    settings[name] = value ?? (secret === undefined ? 'of-the-pod' : `secret://${secret}/${key}`);
  }
  return settings;
}
