/** Who decides how many pods there are, and how many may be missing. */
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { nameOf, named, ofKind, type Kinds, type Manifest } from './manifest.ts';
import { workloads, type Workload } from './workload.ts';

type Target = { readonly apiVersion?: string; readonly kind: string; readonly name: string };
type Scaler = Kinds['HorizontalPodAutoscaler'] | Kinds['ScaledObject'];

export function checkScaling(objects: readonly Manifest[]): string[] {
  const pods = workloads(objects);
  const scalers: Scaler[] = [
    ...ofKind(objects, 'HorizontalPodAutoscaler'),
    ...ofKind(objects, 'ScaledObject'),
  ];
  return [
    ...pods.flatMap((pod) => checkPod(pod, objects, scalers)),
    ...scalers
      .filter((scaler) => !pods.some(({ object }) => isTarget(scaler, object)))
      .map((scaler) => `${nameOf(scaler)} scales what is not there.`),
    ...ofKind(objects, 'HorizontalPodAutoscaler').flatMap(checkAutoscaler),
    ...ofKind(objects, 'ScaledObject').flatMap(checkScaledObject),
  ];
}

function isTarget({ spec }: Scaler, { apiVersion, kind, metadata }: Workload['object']): boolean {
  const target: Target | undefined = spec?.scaleTargetRef;
  return (
    target?.apiVersion === apiVersion && target?.kind === kind && target?.name === metadata?.name
  );
}

function checkPod(
  { name, object }: Workload,
  objects: readonly Manifest[],
  scalers: readonly Scaler[],
): string[] {
  const own = scalers.filter((scaler) => isTarget(scaler, object));
  const replicas = object.spec?.replicas;
  const budget = named(objects, 'PodDisruptionBudget', name)?.spec;
  return [
    own.length <= 1 || `${name} has ${own.length} autoscalers, which undo each other's work.`,
    (replicas === undefined) === (own.length === 1) ||
      `${name} is to have either an autoscaler or a number of replicas.`,
    checkRollout(object) || `${name}: a rollout takes pods away first.`,
    replicas === 1 ||
      (budget?.maxUnavailable === 1 && budget.minAvailable === undefined) ||
      `${name}: the disruption budget does not let exactly one pod go.`,
    name !== 'livecalc-gateway' || (replicas ?? 0) >= 2 || 'There is only one gateway.',
    name !== 'livecalc-nats' || replicas === 3 || replicas === 1 || 'NATS is not three servers.',
  ].filter((problem) => problem !== true);
}

function checkRollout(object: Workload['object']): boolean {
  if (object.kind === 'StatefulSet') return true;
  const { maxSurge, maxUnavailable } = object.spec?.strategy?.rollingUpdate ?? {};
  return maxUnavailable === 0 && Number(maxSurge) >= 1;
}

function checkAutoscaler({ spec }: IHorizontalPodAutoscaler): string[] {
  const { minReplicas = 1, maxReplicas, behavior, metrics = [] } = spec ?? { maxReplicas: 0 };
  const utilization = (name: string): number | undefined =>
    metrics.find(({ resource }) => resource?.name === name)?.resource?.target.averageUtilization;
  return [
    ...checkBounds(minReplicas, maxReplicas, behavior?.scaleDown),
    utilization('cpu') === 70 || 'The autoscaler does not aim at 70 % of cpu.',
    utilization('memory') === 80 || 'The autoscaler does not aim at 80 % of memory.',
  ].filter((problem) => problem !== true);
}

function checkScaledObject({ spec }: Kinds['ScaledObject']): string[] {
  const { minReplicaCount, maxReplicaCount, advanced, triggers } = spec;
  const { behavior } = advanced.horizontalPodAutoscalerConfig;
  return [
    ...checkBounds(minReplicaCount, maxReplicaCount, behavior.scaleDown),
    triggers.some(({ metadata }) => metadata.query.includes('livecalc_chunks_waiting')) ||
      'KEDA does not look at the chunks that wait.',
  ].filter((problem) => problem !== true);
}

interface ScaleDown {
  readonly stabilizationWindowSeconds?: number | undefined;
  readonly policies?: readonly { readonly type: string; readonly value: number }[] | undefined;
}

function checkBounds(least: number, most: number, down: ScaleDown = {}): (string | true)[] {
  const { stabilizationWindowSeconds: quietS = 0, policies = [] } = down;
  return [
    (least >= 1 && least <= most) || `The autoscaler keeps between ${least} and ${most} pods.`,
    (quietS >= 300 && policies.some(({ type, value }) => type === 'Pods' && value === 1)) ||
      'Scaling down is not calm: five minutes of quiet at least, and one pod at a time.',
  ];
}
