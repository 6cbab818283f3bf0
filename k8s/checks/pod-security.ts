/** The restricted standard of pod security, and what goes beyond it: nothing to write on, no token. */
import { nameOf, named, ofKind, type Manifest } from './manifest.ts';
import { workloads, type Workload } from './workload.ts';

/** The user of an image that is not ours. */
const foreignUsers: Readonly<Record<string, number>> = { 'livecalc-postgres': 999 };
/** The only one that talks to the API server, and what it may do there. */
const tokenHolder = 'livecalc-gateway';

export function checkPodSecurity(objects: readonly Manifest[]): string[] {
  const labels = ofKind(objects, 'Namespace')[0]?.metadata?.labels ?? {};
  const isRestricted = labels['pod-security.kubernetes.io/enforce'] === 'restricted';
  return [
    ...(isRestricted ? [] : ['It is not so that the namespace enforces the restricted standard.']),
    ...workloads(objects).flatMap((pod) => brokenFacts(pod, objects)),
    ...ofKind(objects, 'Role').flatMap((role) =>
      (role.rules ?? [])
        .filter((rule) => JSON.stringify(rule) !== JSON.stringify(scaleInRule))
        .map((rule) => `${nameOf(role)} grants ${JSON.stringify(rule)}.`),
    ),
  ];
}

const scaleInRule = { apiGroups: [''], resources: ['pods'], verbs: ['patch'] };

function brokenFacts(
  { name, app, container, spec }: Workload,
  objects: readonly Manifest[],
): string[] {
  const pod = spec.securityContext ?? {};
  const own = container.securityContext ?? {};
  const user = foreignUsers[app] ?? 1000;
  const account = named(objects, 'ServiceAccount', spec.serviceAccountName);
  const facts: Readonly<Record<string, boolean>> = {
    'the pod does not run as root': pod.runAsNonRoot === true,
    [`user, group and group of files are ${user}`]:
      pod.runAsUser === user && pod.runAsGroup === user && pod.fsGroup === user,
    "seccomp has the runtime's default profile": pod.seccompProfile?.type === 'RuntimeDefault',
    'no privilege can be gained': own.allowPrivilegeEscalation === false && !own.privileged,
    'the root is read-only': own.readOnlyRootFilesystem === true,
    'all capabilities are dropped':
      own.capabilities?.drop?.includes('ALL') === true && own.capabilities.add === undefined,
    'only a gateway has a token of the API server':
      spec.automountServiceAccountToken === (app === tokenHolder) &&
      account?.automountServiceAccountToken === false,
    'no Service becomes an environment variable': spec.enableServiceLinks === false,
    'nothing of the host is shared':
      !spec.hostNetwork &&
      !spec.hostPID &&
      !spec.hostIPC &&
      !spec.volumes?.some(({ hostPath }) => hostPath !== undefined),
  };
  return Object.entries(facts)
    .filter(([, holds]) => !holds)
    .map(([fact]) => `${name}: it is not so that ${fact}.`);
}
