/** Kubernetes objects as they were rendered, by kind. */
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { parseAllDocuments } from 'yaml';

export interface Kinds {
  readonly ConfigMap: IConfigMap;
  readonly Deployment: IDeployment;
  readonly HorizontalPodAutoscaler: IHorizontalPodAutoscaler;
  readonly Namespace: INamespace;
  readonly NetworkPolicy: INetworkPolicy;
  readonly PodDisruptionBudget: IPodDisruptionBudget;
  readonly Secret: ISecret;
  readonly Service: IService;
  readonly ServiceAccount: IServiceAccount;
}

export type Manifest = Kinds[keyof Kinds];

/** What is wrong with rendered objects, a sentence each; none where all is well. */
export type Check = (objects: readonly Manifest[]) => string[];

/** Reads a stream of YAML documents. Whether they are what they claim is for the schema check. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

export function ofKind<K extends keyof Kinds>(objects: readonly Manifest[], kind: K): Kinds[K][] {
  return objects.filter((object): object is Kinds[K] => object.kind === kind);
}

/** The only one of its kind. */
export function theOnly<K extends keyof Kinds>(objects: readonly Manifest[], kind: K): Kinds[K] {
  const [object, ...others] = ofKind(objects, kind);
  if (object === undefined || others.length > 0) {
    throw new Error(
      `Exactly one ${kind} is expected, ${object ? others.length + 1 : 0} are there.`,
    );
  }
  return object;
}

export function nameOf(object: Manifest): string {
  return `${object.kind} ${object.metadata?.name}`;
}
