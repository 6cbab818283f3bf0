/** Who decides how many workers there are, and how many may be missing. */
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { theOnly, type Manifest } from './manifest.ts';

export function checkScaling(objects: readonly Manifest[]): string[] {
  const { apiVersion, kind, metadata, spec } = theOnly(objects, 'Deployment');
  const { maxSurge, maxUnavailable } = spec?.strategy?.rollingUpdate ?? {};
  const autoscaler = theOnly(objects, 'HorizontalPodAutoscaler');
  const target = autoscaler.spec?.scaleTargetRef;
  const budget = theOnly(objects, 'PodDisruptionBudget').spec;
  const same =
    target?.apiVersion === apiVersion && target.kind === kind && target.name === metadata?.name;
  return [
    same || `The autoscaler's target is ${JSON.stringify(target)}, not the Deployment.`,
    spec?.replicas === undefined || 'The Deployment says replicas, which the autoscaler owns.',
    (maxUnavailable === 0 && Number(maxSurge) >= 1) || 'A rollout takes workers away first.',
    (budget?.maxUnavailable === 1 && budget.minAvailable === undefined) ||
      'The disruption budget does not let exactly one pod go.',
    ...checkAutoscaler(autoscaler),
  ].filter((problem) => problem !== true);
}

function checkAutoscaler({ spec }: IHorizontalPodAutoscaler): (string | true)[] {
  const { minReplicas = 1, maxReplicas, behavior, metrics = [] } = spec ?? { maxReplicas: 0 };
  const utilization = (name: string): number | undefined =>
    metrics.find(({ resource }) => resource?.name === name)?.resource?.target.averageUtilization;
  const { scaleDown } = behavior ?? {};
  const leaving = scaleDown?.policies ?? [];
  return [
    (minReplicas >= 1 && minReplicas <= maxReplicas) ||
      `The autoscaler keeps between ${minReplicas} and ${maxReplicas} pods.`,
    utilization('cpu') === 70 || 'The autoscaler does not aim at 70 % of cpu.',
    utilization('memory') === 80 || 'The autoscaler does not aim at 80 % of memory.',
    ((scaleDown?.stabilizationWindowSeconds ?? 0) >= 300 &&
      leaving.some(({ type, value }) => type === 'Pods' && value === 1)) ||
      'Scaling down is not calm: five minutes of quiet at least, and one pod at a time.',
  ];
}
