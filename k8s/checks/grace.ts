/** A pod that is told to stop has the time to pause, to finish its work and to say goodbye. */
import type { Manifest } from './manifest.ts';
import { workloads, type Workload } from './workload.ts';

/** After GRACE_SECONDS a pod ends what still runs, removes its files and goes. */
const goodbyeS = 15;
/** How long cluster autoscalers wait for a pod by default; then the node goes all the same. */
const autoscalersWaitS = 600;

export function checkGrace(objects: readonly Manifest[]): string[] {
  return workloads(objects)
    .filter(({ settings }) => settings['HOST'] !== undefined)
    .flatMap(checkPod);
}

function checkPod({ name, container, settings, spec }: Workload): string[] {
  const pauseS = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  const graceS = Number(settings['GRACE_SECONDS']);
  const allowedS = spec.terminationGracePeriodSeconds ?? 30;
  const neededS = pauseS + graceS + goodbyeS;
  return [
    pauseS >= 5 ||
      `${name}: preStop waits ${pauseS} s: calls still come while endpoints are withdrawn.`,
    neededS <= allowedS ||
      `${name}: stopping takes up to ${neededS} s, the pod is killed after ${allowedS}.`,
    allowedS <= autoscalersWaitS ||
      `${name}: the pod may take ${allowedS} s, autoscalers wait ${autoscalersWaitS}.`,
  ].filter((problem) => problem !== true);
}
