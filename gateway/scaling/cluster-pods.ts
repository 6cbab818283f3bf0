/** Pods by the API server, with the token that Kubernetes puts into the gateway's pod. */
import type { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Pods } from './pods.ts';

export const deletionCostAnnotation = 'controller.kubernetes.io/pod-deletion-cost';

/** Whether this process runs in a pod that may know the API server. */
export function isInCluster(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['KUBERNETES_SERVICE_HOST'] !== undefined;
}

/**
 * Imports the client, which takes 0.4 s and 90 MB: only those who need it pay. `load` fills its
 * configuration, by default with what Kubernetes has put into the pod. Throws CONFIG_INVALID where
 * that names no namespace.
 */
export async function openClusterPods(
  load: (config: KubeConfig) => void = (config) => config.loadFromCluster(),
): Promise<Pods> {
  const kubernetes = await import('@kubernetes/client-node');
  const config = new kubernetes.KubeConfig();
  load(config);
  const namespace = config.getContextObject(config.currentContext)?.namespace;
  if (namespace === undefined) {
    const message =
      'SCALE_IN_HINTS is pod-deletion-cost, and the pod has no token of the API server that names its ' +
      'namespace. Mount the token of a service account that may patch pods, or set SCALE_IN_HINTS=off.';
    throw new LiveCalcError('CONFIG_INVALID', message, { expected: 'a mounted token' });
  }
  const api: CoreV1Api = config.makeApiClient(kubernetes.CoreV1Api);
  const { PatchStrategy, setHeaderOptions } = kubernetes;
  const strategy = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch);
  return {
    async setDeletionCost(name, cost, signal) {
      const annotations = { [deletionCostAnnotation]: String(cost) };
      const body = { metadata: { annotations } };
      const patch = api.patchNamespacedPod({ name, namespace, body }, strategy);
      // The client takes no signal; a patch that comes late does no harm.
      return await Promise.race([patch, aborted(signal)]).then(
        () => true,
        (error: unknown) => isMissing(error, kubernetes.ApiException),
      );
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    if (signal.aborted) reject(signal.reason as Error);
  });
}

/** False for a pod that is gone; throws what is wrong otherwise. */
function isMissing(
  error: unknown,
  ApiException: new (...args: never[]) => { code: number },
): false {
  const status = error instanceof ApiException ? error.code : null;
  if (status === 404) return false;
  const message =
    status === null
      ? 'The API server of Kubernetes does not answer.'
      : `The API server of Kubernetes answers ${status} to the patch of a pod.${meaning(status)}`;
  throw new LiveCalcError('BACKEND_UNAVAILABLE', message, {}, error);
}

function meaning(status: number): string {
  return status === 403
    ? " The gateway's service account needs a Role with the verb patch on pods (k8s/base/gateway/role.yaml)."
    : '';
}
