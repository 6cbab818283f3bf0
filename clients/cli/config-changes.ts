/** Which keys of a configuration have another value than before. */

/** A configuration with its defaults, of this version or an earlier one. */
export type ConfigValue = Readonly<Record<string, unknown>>;

export interface KeyChange {
  /** `projection.lapse.add` */
  readonly key: string;
  /** As JSON; null where the key was not there. */
  readonly before: string | null;
  readonly after: string | null;
}

/** In the order of the keys, those that are gone last. Lists are compared as a whole. */
export function configChanges(before: ConfigValue, after: ConfigValue): KeyChange[] {
  const old = new Map(leaves(before, ''));
  const now = new Map(leaves(after, ''));
  const keys = new Set([...now.keys(), ...old.keys()]);
  return [...keys]
    .map((key) => ({ key, before: old.get(key) ?? null, after: now.get(key) ?? null }))
    .filter((change) => change.before !== change.after);
}

function leaves(value: unknown, key: string): [key: string, json: string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value === undefined ? [] : [[key, JSON.stringify(value)]];
  }
  return Object.entries(value).flatMap(([name, child]) =>
    leaves(child, key === '' ? name : `${key}.${name}`),
  );
}
