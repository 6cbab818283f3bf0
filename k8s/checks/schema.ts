/** Every object against the schema of its kind, and no key that the schema does not know. */
import { validate as validateDeployment } from 'kubernetes-models/_schemas/IoK8sApiAppsV1Deployment';
import { validate as validateAutoscaler } from 'kubernetes-models/_schemas/IoK8sApiAutoscalingV2HorizontalPodAutoscaler';
import { validate as validateConfigMap } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap';
import { validate as validateNamespace } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Namespace';
import { validate as validateSecret } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Secret';
import { validate as validateService } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';
import { validate as validateServiceAccount } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ServiceAccount';
import { validate as validateNetworkPolicy } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy';
import { validate as validateBudget } from 'kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget';
import { nameOf, type Kinds, type Manifest } from './manifest.ts';
import { watchReads } from './watch-reads.ts';

/** A compiled schema: it leaves its errors on itself. */
interface Validator {
  (data: unknown): boolean;
  errors?: readonly { instancePath: string; message?: string; params: unknown }[] | null;
}

const validators: Readonly<Record<keyof Kinds, Validator>> = {
  ConfigMap: validateConfigMap,
  Deployment: validateDeployment,
  HorizontalPodAutoscaler: validateAutoscaler,
  Namespace: validateNamespace,
  NetworkPolicy: validateNetworkPolicy,
  PodDisruptionBudget: validateBudget,
  Secret: validateSecret,
  Service: validateService,
  ServiceAccount: validateServiceAccount,
};

export function checkSchema(objects: readonly Manifest[]): string[] {
  return objects.flatMap((object) => {
    const validator = validators[object.kind];
    if (validator === undefined) return [`${nameOf(object)} is of a kind that has no schema here.`];
    return problemsOf(withoutLineBreaks(object), validator).map(
      (problem) => `${nameOf(object)}: ${problem}`,
    );
  });
}

/** Kustomize breaks long base64 into lines. The API server takes it; the schema's format does not. */
function withoutLineBreaks(object: Manifest): Manifest {
  if (object.kind !== 'Secret') return object;
  const entries = Object.entries(object.data ?? {});
  const data = Object.fromEntries(entries.map(([key, text]) => [key, text.replaceAll('\n', '')]));
  return { ...object, data };
}

/**
 * The schemas accept unknown keys. But a validator reads every key that its schema knows, so a key
 * that it never read is one that Kubernetes does not know there.
 */
function problemsOf(object: Manifest, validator: Validator): string[] {
  const watched = watchReads(object);
  if (!validator(watched.value)) {
    return (validator.errors ?? []).map(
      ({ instancePath, params }) => `${instancePath} breaks its schema: ${JSON.stringify(params)}.`,
    );
  }
  return watched.unread().map((path) => `${path} is no key that the schema knows.`);
}
