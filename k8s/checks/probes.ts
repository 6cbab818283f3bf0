/** Probes ask routes that are there, and leave a pod the time it needs. */
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { Manifest } from './manifest.ts';
import { workerPod } from './worker-pod.ts';

/** At least this long before a probe has its effect, in seconds: a slow node, a stuck server. */
const shortestS = { startupProbe: 30, readinessProbe: 5, livenessProbe: 30 } as const;

/** What a pod must be asked: it is ready only when it can work, but it lives while it drains. */
const paths = {
  startupProbe: '/readyz',
  readinessProbe: '/readyz',
  livenessProbe: '/livez',
} as const;

export function checkProbes(objects: readonly Manifest[]): string[] {
  const { container } = workerPod(objects);
  const ports = new Set(container.ports?.map(({ name }) => name));
  return Object.entries(paths).flatMap(([key, path]) => {
    const name = key as keyof typeof paths;
    const probe: IProbe = container[name] ?? {};
    const { httpGet, periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3 } = probe;
    const patienceS = periodSeconds * failureThreshold;
    return [
      httpGet?.path !== path && `${name} asks ${httpGet?.path}, not ${path}.`,
      !ports.has(String(httpGet?.port)) && `${name}'s ${httpGet?.port} names no container port.`,
      patienceS < shortestS[name] && `${name} gives up after ${patienceS} s.`,
      // Quota of the CPU limit that a run has used up stops the server, too, for a part of a second.
      timeoutSeconds < 2 && `${name} waits ${timeoutSeconds} s, too short for a busy pod.`,
    ].filter((problem) => problem !== false);
  });
}
