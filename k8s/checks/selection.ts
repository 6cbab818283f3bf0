/** Whatever selects pods selects the worker's. */
import { nameOf, ofKind, theOnly, type Manifest } from './manifest.ts';
import { workerPod } from './worker-pod.ts';

interface Selection {
  readonly by: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
}

export function checkSelection(objects: readonly Manifest[]): string[] {
  const pod = workerPod(objects);
  const wrong = selectionsOf(objects).filter(
    ({ labels = {} }) =>
      Object.keys(labels).length === 0 ||
      Object.entries(labels).some(([key, value]) => pod.labels[key] !== value),
  );
  return wrong.map(
    ({ by, labels }) => `${by} selects ${JSON.stringify(labels)}, not the worker's pods.`,
  );
}

function selectionsOf(objects: readonly Manifest[]): Selection[] {
  const deployment = theOnly(objects, 'Deployment');
  const spread = workerPod(objects).spec.topologySpreadConstraints ?? [];
  return [
    { by: 'The Deployment', labels: deployment.spec?.selector.matchLabels },
    { by: 'The Service', labels: theOnly(objects, 'Service').spec?.selector },
    {
      by: 'The PodDisruptionBudget',
      labels: theOnly(objects, 'PodDisruptionBudget').spec?.selector?.matchLabels,
    },
    ...spread.map(({ topologyKey, labelSelector }) => ({
      by: `The spread over ${topologyKey}`,
      labels: labelSelector?.matchLabels,
    })),
    // The policy that denies selects every pod.
    ...ofKind(objects, 'NetworkPolicy')
      .filter(({ spec }) => spec?.ingress !== undefined || spec?.egress !== undefined)
      .map((policy) => ({ by: nameOf(policy), labels: policy.spec?.podSelector?.matchLabels })),
  ];
}
