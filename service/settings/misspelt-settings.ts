/**
 * Variables that were probably meant for us. An environment holds much that is not ours, so a name is
 * suspected only where it is long and near to one of ours, or begins with a prefix that is ours alone.
 */
import { nearest } from '../../contracts/nearest.ts';
import type { Environment, Mistake } from './load-settings.ts';
import type { SettingsSchema } from './setting.ts';

const ownPrefix = 'AUTH_';
/** HOME is near to HOST, and means something else. */
const leastLetters = 6;
/** What Kubernetes adds for a Service named `auth` where service links are on. */
const serviceLink = /_(SERVICE_(HOST|PORT\w*)|PORT(_\d+_(TCP|UDP|SCTP)\w*)?)$/;

export function misspeltSettings(schema: SettingsSchema, env: Environment): Mistake[] {
  const known = Object.entries(schema).flatMap(([name, { secret }]) =>
    secret ? [name, `${name}_FILE`] : [name],
  );
  return Object.keys(env)
    .filter((name) => env[name] !== '' && !known.includes(name))
    .flatMap((name) => suspicion(name, known) ?? []);
}

function suspicion(name: string, known: readonly string[]): Mistake | null {
  if (serviceLink.test(name)) return null;
  const near = name.length < leastLetters ? null : nearest(name, known);
  const meant = near !== null && near.length >= leastLetters ? near : null;
  if (meant === null && !name.startsWith(ownPrefix)) return null;
  const ours = known.filter((other) => other.startsWith(ownPrefix)).join(', ');
  return {
    sentence: `${name} is no setting; ${meant === null ? `those are ${ours}.` : `did you mean ${meant}?`}`,
    found: name,
    expected: meant ?? `one of ${ours}`,
  };
}
