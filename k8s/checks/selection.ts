/** Whatever selects pods selects those that it is there for. */
import { nameOf, ofKind, type Manifest } from './manifest.ts';
import { workloads, type Workload } from './workload.ts';

interface Selection {
  readonly by: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** The pods it is there for. */
  readonly pods: readonly Workload[];
}

export function checkSelection(objects: readonly Manifest[]): string[] {
  return selectionsOf(objects)
    .filter(({ labels, pods }) => pods.length === 0 || !pods.every((pod) => selects(labels, pod)))
    .map(({ by, labels }) => `${by} selects ${JSON.stringify(labels)}, not the pods it is for.`);
}

function selects(labels: Selection['labels'] = {}, pod: Workload): boolean {
  const entries = Object.entries(labels);
  return entries.length > 0 && entries.every(([key, value]) => pod.labels[key] === value);
}

function selectionsOf(objects: readonly Manifest[]): Selection[] {
  const pods = workloads(objects);
  return [
    ...pods.flatMap((pod) => ownSelections(pod)),
    ...[...ofKind(objects, 'Service'), ...ofKind(objects, 'PodDisruptionBudget')].map((object) => ({
      by: nameOf(object),
      labels:
        object.kind === 'Service' ? object.spec?.selector : object.spec?.selector?.matchLabels,
      pods: podsOf(object, pods),
    })),
    ...[...ofKind(objects, 'ServiceMonitor'), ...ofKind(objects, 'PodMonitor')].map((object) => ({
      by: nameOf(object),
      labels: object.spec.selector.matchLabels,
      pods: podsOf(object, pods),
    })),
    // The policy that denies selects every pod.
    ...ofKind(objects, 'NetworkPolicy')
      .filter(({ spec }) => spec?.ingress !== undefined || spec?.egress !== undefined)
      .map((policy) => ({
        by: nameOf(policy),
        labels: policy.spec?.podSelector?.matchLabels,
        pods: podsOf(policy, pods),
      })),
  ];
}

function ownSelections(pod: Workload): Selection[] {
  return [
    { by: nameOf(pod.object), labels: pod.object.spec?.selector.matchLabels, pods: [pod] },
    ...(pod.spec.topologySpreadConstraints ?? []).map(({ topologyKey, labelSelector }) => ({
      by: `${pod.name}'s spread over ${topologyKey}`,
      labels: labelSelector?.matchLabels,
      pods: [pod],
    })),
  ];
}

/** Those whose `app` is the object's. */
function podsOf({ metadata }: Manifest, pods: readonly Workload[]): Workload[] {
  return pods.filter(({ app }) => app === metadata?.labels?.['app']);
}
