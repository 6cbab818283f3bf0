/** Every object against the schema of its kind, and no key that the schema does not know. */
import { validate as validateDeployment } from 'kubernetes-models/_schemas/IoK8sApiAppsV1Deployment';
import { validate as validateStatefulSet } from 'kubernetes-models/_schemas/IoK8sApiAppsV1StatefulSet';
import { validate as validateAutoscaler } from 'kubernetes-models/_schemas/IoK8sApiAutoscalingV2HorizontalPodAutoscaler';
import { validate as validateConfigMap } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap';
import { validate as validateNamespace } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Namespace';
import { validate as validateClaim } from 'kubernetes-models/_schemas/IoK8sApiCoreV1PersistentVolumeClaim';
import { validate as validateSecret } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Secret';
import { validate as validateService } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';
import { validate as validateServiceAccount } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ServiceAccount';
import { validate as validateIngress } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress';
import { validate as validateNetworkPolicy } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy';
import { validate as validateBudget } from 'kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget';
import { validate as validateRole } from 'kubernetes-models/_schemas/IoK8sApiRbacV1Role';
import { validate as validateRoleBinding } from 'kubernetes-models/_schemas/IoK8sApiRbacV1RoleBinding';
import { customKinds, type CustomKinds } from './custom-kinds.ts';
import { nameOf, type CoreKinds, type Manifest } from './manifest.ts';
import { watchReads } from './watch-reads.ts';

/** A compiled schema: it leaves its errors on itself. */
interface Validator {
  (data: unknown): boolean;
  errors?: readonly { instancePath: string; message?: string; params: unknown }[] | null;
}

const validators: Readonly<Record<keyof CoreKinds, Validator>> = {
  ConfigMap: validateConfigMap,
  Deployment: validateDeployment,
  HorizontalPodAutoscaler: validateAutoscaler,
  Ingress: validateIngress,
  Namespace: validateNamespace,
  NetworkPolicy: validateNetworkPolicy,
  PersistentVolumeClaim: validateClaim,
  PodDisruptionBudget: validateBudget,
  Role: validateRole,
  RoleBinding: validateRoleBinding,
  Secret: validateSecret,
  Service: validateService,
  ServiceAccount: validateServiceAccount,
  StatefulSet: validateStatefulSet,
};

export function checkSchema(objects: readonly Manifest[]): string[] {
  return objects.flatMap((object) =>
    problemsOf(object).map((problem) => `${nameOf(object)}: ${problem}`),
  );
}

function problemsOf(object: Manifest): string[] {
  if (object.kind in customKinds) return customProblems(object);
  const validator = validators[object.kind as keyof CoreKinds];
  if (validator === undefined) return ['no schema of its kind is here.'];
  return coreProblems(withoutLineBreaks(object), validator);
}

function customProblems(object: Manifest): string[] {
  const checked = customKinds[object.kind as keyof CustomKinds].safeParse(object);
  return (checked.error?.issues ?? []).map(
    ({ path, message }) => `/${path.join('/')} breaks its schema: ${message}.`,
  );
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
function coreProblems(object: Manifest, validator: Validator): string[] {
  const watched = watchReads(object);
  if (!validator(watched.value)) {
    return (validator.errors ?? []).map(
      ({ instancePath, params }) => `${instancePath} breaks its schema: ${JSON.stringify(params)}.`,
    );
  }
  return watched.unread().map((path) => `${path} is no key that the schema knows.`);
}
