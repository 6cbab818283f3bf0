/** The configuration of a sensitivity: that of the run with single keys changed. */
import type { RunConfig } from './config.ts';
import { LiveCalcError } from './errors.ts';
import { meantHint } from './nearest.ts';
import { parseConfigObject, setKey } from './parse-config.ts';
import type { Sensitivity } from './sensitivity.ts';

/** What a sensitivity may change: the others would change what it is compared on. */
const changeable = ['policies', 'assumptions', 'projection'] as const;

/** A sensitivity and the whole configuration that it is valued with. */
export interface SensitivityCase {
  readonly sensitivity: Sensitivity;
  readonly config: RunConfig;
}

/** Every sensitivity of a configuration. Throws CONFIG_INVALID naming the first that is wrong. */
export function sensitivityCases(config: RunConfig): readonly SensitivityCase[] {
  return config.sensitivities.map((sensitivity) => ({
    sensitivity,
    config: sensitivityConfig(config, sensitivity),
  }));
}

/** Changed keys are validated with the whole configuration, sensitivities left out. */
function sensitivityConfig(config: RunConfig, { name, set, policies }: Sensitivity): RunConfig {
  const label = `Sensitivity "${name}"`;
  const entries = Object.entries(set);
  for (const [key] of entries) checkChangeable(label, key);
  if (policies === 'worse') checkComparable(label, config, Object.keys(set));
  let changed: unknown = { ...config, sensitivities: [] };
  for (const [key, value] of entries) {
    changed = setKey(changed, key, value, `${label}: ${key}=${JSON.stringify(value)}`);
  }
  return parseConfigObject(changed, label);
}

function checkChangeable(label: string, key: string): void {
  const [root = ''] = key.split('.');
  if (changeable.some((name) => name === root)) return;
  throw refused(
    `${label} sets ${key}, but sensitivities are valued on the run's own scenarios and reported as ` +
      `it is, so only policies, assumptions and projection can be changed.${meantHint(root, changeable)} ` +
      'Change it for the whole run, or value it in a run of its own.',
    key,
  );
}

/** "worse" compares policies one by one and needs to know which amounts a policy's value is made of. */
function checkComparable(label: string, config: RunConfig, keys: readonly string[]): void {
  const portfolio = keys.find((key) => key === 'policies');
  if (portfolio !== undefined) {
    throw refused(
      `${label} has policies: "worse", which compares each policy with itself, and sets policies, ` +
        'which puts others in their place. Leave one of the two out.',
      portfolio,
    );
  }
  if (config.pipeline === undefined) return;
  throw refused(
    `${label} has policies: "worse", which takes policies out of the built-in projection by their ` +
      'amounts; what a pipeline of its own values is not known. Use policies: "all".',
    'pipeline',
  );
}

function refused(message: string, found: string): LiveCalcError {
  return new LiveCalcError('CONFIG_INVALID', message, { found });
}
