/** The restricted standard of pod security, and what goes beyond it: nothing to write on, no token. */
import { theOnly, type Manifest } from './manifest.ts';
import { workerPod } from './worker-pod.ts';

export function checkPodSecurity(objects: readonly Manifest[]): string[] {
  const { container, spec } = workerPod(objects);
  const pod = spec.securityContext ?? {};
  const own = container.securityContext ?? {};
  const namespace = theOnly(objects, 'Namespace').metadata?.labels ?? {};
  const facts: Readonly<Record<string, boolean>> = {
    'the namespace enforces the restricted standard':
      namespace['pod-security.kubernetes.io/enforce'] === 'restricted',
    'the pod does not run as root': pod.runAsNonRoot === true,
    'user, group and group of files are 1000':
      pod.runAsUser === 1000 && pod.runAsGroup === 1000 && pod.fsGroup === 1000,
    "seccomp has the runtime's default profile": pod.seccompProfile?.type === 'RuntimeDefault',
    'no privilege can be gained': own.allowPrivilegeEscalation === false && !own.privileged,
    'the root is read-only': own.readOnlyRootFilesystem === true,
    'all capabilities are dropped':
      own.capabilities?.drop?.includes('ALL') === true && own.capabilities.add === undefined,
    'no token of the API server is mounted':
      spec.automountServiceAccountToken === false &&
      theOnly(objects, 'ServiceAccount').automountServiceAccountToken === false,
    'no Service becomes an environment variable': spec.enableServiceLinks === false,
    'nothing of the host is shared':
      !spec.hostNetwork &&
      !spec.hostPID &&
      !spec.hostIPC &&
      !spec.volumes?.some(({ hostPath }) => hostPath !== undefined),
  };
  return Object.entries(facts)
    .filter(([, holds]) => !holds)
    .map(([fact]) => `It is not so that ${fact}.`);
}
