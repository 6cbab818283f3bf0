/** A container's environment is what its server reads: its names, its types, and a way to log in. */
import { LiveCalcError } from '../../contracts/errors.ts';
import {
  checkGatewaySettings,
  gatewaySettings,
  type GatewaySettings,
} from '../../gateway/settings.ts';
import { asksForCredentials } from '../../service/auth/create-authenticator.ts';
import type { AuthSettings } from '../../service/settings/server-settings.ts';
import { loadSettings } from '../../service/settings/load-settings.ts';
import type { SettingsSchema } from '../../service/settings/setting.ts';
import { workerSettings } from '../../worker/settings.ts';
import type { Manifest } from './manifest.ts';
import { workloads, type Workload } from './workload.ts';

/** What a server reads, by its container's name. */
const schemas: Readonly<Record<string, SettingsSchema>> = {
  gateway: gatewaySettings,
  worker: workerSettings,
};

/** Node's own, and what tells a pod its place. */
const always = ['NODE_OPTIONS'];

export function checkSettings(objects: readonly Manifest[]): string[] {
  return workloads(objects).flatMap((pod) => {
    const schema = schemas[pod.container.name];
    return schema === undefined ? [] : problemsOf(pod, schema);
  });
}

function problemsOf({ name, settings }: Workload, schema: SettingsSchema): string[] {
  const secrets = Object.keys(schema).filter((one) => schema[one]?.secret);
  const known = new Set([
    ...always,
    ...Object.keys(schema),
    ...secrets.map((one) => `${one}_FILE`),
  ]);
  const unknown = Object.keys(settings).filter((one) => !known.has(one));
  // Files of Secrets are not here; that they are mounted there is another check's.
  const files = secrets.filter((one) => settings[`${one}_FILE`] !== undefined);
  const given = { ...settings, ...Object.fromEntries(files.map((one) => [one, 'x'.repeat(40)])) };
  for (const one of files) Reflect.deleteProperty(given, `${one}_FILE`);
  return [
    ...unknown.map((one) => `${one} is no setting of ${name}.`),
    ...loading(schema, given).map((problem) => `${name}: ${problem}`),
  ];
}

function loading(schema: SettingsSchema, given: Readonly<Record<string, string>>): string[] {
  try {
    const settings = loadSettings(schema, given);
    if (schema === gatewaySettings) checkGatewaySettings(settings as GatewaySettings);
    return asksForCredentials(settings as AuthSettings)
      ? []
      : ['Nothing says who may come in: it would not start.'];
  } catch (error) {
    if (error instanceof LiveCalcError) return [error.message];
    throw error;
  }
}
