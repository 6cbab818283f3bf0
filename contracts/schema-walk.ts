/** Finding one's way in a zod schema beside the value it checks, for messages that name keys. */
import type { z } from 'zod';

type Schema = z.core.$ZodType;
type Definition = z.core.$ZodTypes['_zod']['def'];

function definition(schema: Schema): Definition {
  return (schema as z.core.$ZodTypes)._zod.def;
}

/** The schema inside defaults, prefaults, optionals. */
export function unwrapped(schema: Schema): Schema {
  const def = definition(schema);
  return def.type === 'default' || def.type === 'prefault' || def.type === 'optional'
    ? unwrapped(def.innerType)
    : schema;
}

/** The alternatives of a union; empty where the schema is none. */
export function alternatives(schema: Schema): readonly Schema[] {
  const def = definition(unwrapped(schema));
  return def.type === 'union' ? def.options : [];
}

/** The keys that an object of this schema may have, over all alternatives; empty for any others. */
export function knownKeys(schema: Schema): string[] {
  const def = definition(unwrapped(schema));
  if (def.type === 'object') return Object.keys(def.shape);
  if (def.type === 'union') return [...new Set(def.options.flatMap(knownKeys))];
  return [];
}

/** The values that the schema allows, where it lists them; empty for any other schema. */
export function literalValues(schema: Schema): readonly unknown[] {
  const def = definition(unwrapped(schema));
  if (def.type === 'enum') return Object.values(def.entries);
  return def.type === 'literal' ? def.values : [];
}

/**
 * The alternative whose keys the value uses most and whose literals it does not contradict, the
 * first of equals; of a list or a single value the alternative of that kind. Null where there is none.
 */
export function meantAlternative(schema: Schema, value: unknown): Schema | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const kind = Array.isArray(value) ? 'array' : typeof value;
    return alternatives(schema).find((option) => definition(option).type === kind) ?? null;
  }
  let meant: Schema | null = null;
  let most = 0;
  for (const option of alternatives(schema)) {
    const shared = knownKeys(option).filter((key) => Object.hasOwn(value, key)).length;
    if (shared > most && !contradictsLiteral(option, value)) [meant, most] = [option, shared];
  }
  return meant;
}

/** Whether a key that must be a literal, such as a discriminator, says something else. */
function contradictsLiteral(schema: Schema, value: object): boolean {
  const def = definition(schema);
  if (def.type !== 'object') return false;
  return Object.entries(def.shape).some(([key, child]) => {
    const literal = definition(child);
    const found = childValue(value, key);
    if (literal.type !== 'literal' || found === undefined) return false;
    return !literal.values.some((allowed) => allowed === found);
  });
}

/** The schema of the value at `path`; null where the schema knows no such place. */
export function schemaAt(
  schema: Schema,
  path: readonly PropertyKey[],
  value: unknown,
): Schema | null {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const def = definition(unwrapped(schema));
  if (def.type === 'union') {
    const meant = meantAlternative(schema, value);
    return meant === null ? null : schemaAt(meant, path, value);
  }
  const child = childSchema(def, key);
  return child === null ? null : schemaAt(child, rest, childValue(value, key));
}

function childSchema(def: Definition, key: PropertyKey): Schema | null {
  if (def.type === 'object') return def.shape[String(key)] ?? null;
  if (def.type === 'array') return def.element;
  if (def.type === 'record') return def.valueType;
  return null;
}

/** The value at `path` inside `value`; undefined where there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(childValue, value);
}

function childValue(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}
