/** The container's environment is what the worker reads: its names, its types, and a way to log in. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { asksForCredentials } from '../../service/auth/create-authenticator.ts';
import { loadSettings } from '../../service/settings/load-settings.ts';
import { workerSettings } from '../../worker/settings.ts';
import type { Manifest } from './manifest.ts';
import { workerPod } from './worker-pod.ts';

const known = new Set([
  // Node's own.
  'NODE_OPTIONS',
  ...Object.entries(workerSettings).flatMap(([name, { secret }]) =>
    secret ? [name, `${name}_FILE`] : [name],
  ),
]);

export function checkSettings(objects: readonly Manifest[]): string[] {
  const { settings } = workerPod(objects);
  const unknown = Object.keys(settings).filter((name) => !known.has(name));
  return [...unknown.map((name) => `${name} is no setting of the worker.`), ...loading(settings)];
}

function loading(settings: Readonly<Record<string, string>>): string[] {
  try {
    return asksForCredentials(loadSettings(workerSettings, settings))
      ? []
      : ['Nothing says who may come in: the worker would not start.'];
  } catch (error) {
    if (error instanceof LiveCalcError) return [error.message];
    throw error;
  }
}
