/** Probes ask routes that are there, and leave a pod the time it needs. */
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { Manifest } from './manifest.ts';
import { workloads, type Workload } from './workload.ts';

/** At least this long before a probe has its effect, in seconds: a slow node, a stuck server. */
const shortestS = { startupProbe: 30, readinessProbe: 5, livenessProbe: 30 } as const;

type ProbeName = keyof typeof shortestS;
type Paths = Readonly<Record<ProbeName, string>>;

/** What a pod must be asked: it is ready only when it can work, but it lives while it drains. */
const ours: Paths = {
  startupProbe: '/readyz',
  readinessProbe: '/readyz',
  livenessProbe: '/livez',
};

/** A server of NATS that has lost its cluster must not be killed for it. */
const ofNats: Paths = {
  startupProbe: '/healthz?js-enabled-only=true',
  readinessProbe: '/healthz?js-server-only=true',
  livenessProbe: '/healthz?js-enabled-only=true',
};

export function checkProbes(objects: readonly Manifest[]): string[] {
  return workloads(objects).flatMap((pod) =>
    (Object.keys(shortestS) as ProbeName[]).flatMap((name) => checkProbe(pod, name)),
  );
}

function checkProbe({ name: pod, app, container }: Workload, name: ProbeName): string[] {
  const ports = new Set(container.ports?.map((port) => port.name));
  const probe: IProbe = container[name] ?? {};
  const { exec, httpGet, periodSeconds = 10, timeoutSeconds = 1, failureThreshold = 3 } = probe;
  const patienceS = periodSeconds * failureThreshold;
  const path = (app === 'livecalc-nats' ? ofNats : ours)[name];
  return [
    exec === undefined &&
      httpGet?.path !== path &&
      `${pod}: ${name} asks ${httpGet?.path}, not ${path}.`,
    exec === undefined &&
      !ports.has(String(httpGet?.port)) &&
      `${pod}: ${name}'s ${httpGet?.port} names no container port.`,
    patienceS < shortestS[name] && `${pod}: ${name} gives up after ${patienceS} s.`,
    // Quota of the CPU limit that a run has used up stops the server, too, for a part of a second.
    timeoutSeconds < 2 && `${pod}: ${name} waits ${timeoutSeconds} s, too short for a busy pod.`,
  ].filter((problem) => problem !== false);
}
