/** A pod that is told to stop has the time to pause, to finish its run and to say goodbye. */
import type { Manifest } from './manifest.ts';
import { workerPod } from './worker-pod.ts';

/** After GRACE_SECONDS the worker ends what still runs, removes its files and goes. */
const goodbyeS = 15;
/** How long cluster autoscalers wait for a pod by default; then the node goes all the same. */
const autoscalersWaitS = 600;

export function checkGrace(objects: readonly Manifest[]): string[] {
  const { container, settings, spec } = workerPod(objects);
  const pauseS = container.lifecycle?.preStop?.sleep?.seconds ?? 0;
  const graceS = Number(settings['GRACE_SECONDS']);
  const allowedS = spec.terminationGracePeriodSeconds ?? 30;
  const neededS = pauseS + graceS + goodbyeS;
  return [
    pauseS >= 5 || `preStop waits ${pauseS} s: calls still come while endpoints are withdrawn.`,
    neededS <= allowedS ||
      `Stopping takes up to ${neededS} s, the pod is killed after ${allowedS}.`,
    allowedS <= autoscalersWaitS ||
      `The pod may take ${allowedS} s, autoscalers wait ${autoscalersWaitS}.`,
  ].filter((problem) => problem !== true);
}
