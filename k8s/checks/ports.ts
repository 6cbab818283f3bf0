/** One port, from the worker's settings through the container to the Service. */
import { nameOf, ofKind, theOnly, type Manifest } from './manifest.ts';
import { workerPod } from './worker-pod.ts';

export function checkPorts(objects: readonly Manifest[]): string[] {
  const { container, settings } = workerPod(objects);
  const problems: string[] = [];
  const names = (container.ports ?? []).map(({ name }) => name);
  const isNamed = (port: string | number | undefined): boolean =>
    names.some((name) => name === port);

  for (const { containerPort } of container.ports ?? []) {
    if (String(containerPort) !== settings['PORT']) {
      problems.push(
        `The container's port is ${containerPort}, the setting PORT ${settings['PORT']}.`,
      );
    }
  }
  if (settings['HOST'] !== '0.0.0.0') {
    problems.push(`The worker listens on ${settings['HOST']}, where no other pod reaches it.`);
  }
  for (const { port, protocol, targetPort } of theOnly(objects, 'Service').spec?.ports ?? []) {
    if (port !== 80) problems.push(`The Service's port is ${port}, not 80.`);
    if (protocol !== 'TCP') problems.push('The Service does not say protocol: TCP.');
    if (!isNamed(targetPort)) problems.push(`The Service's ${targetPort} names no container port.`);
  }
  for (const policy of ofKind(objects, 'NetworkPolicy')) {
    for (const { port } of policy.spec?.ingress?.flatMap(({ ports }) => ports ?? []) ?? []) {
      if (!isNamed(port)) problems.push(`${nameOf(policy)}'s ${port} names no container port.`);
    }
  }
  return problems;
}
