/**
 * An engine's config as the ABI passes it: one f64 per declared parameter.
 *
 * Properties of the JSON Schema in declared order, nested objects depth first: numbers as they are,
 * booleans 0 or 1, an enumeration's string as its index, what is missing and has no default as NaN.
 */
import type { EngineConfig } from '../contracts/engine.ts';
import type { EngineInfo } from '../contracts/engine-info.ts';

interface PropertySchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, PropertySchema>>;
}

/** One f64 per parameter of a completed config. */
export function flattenConfig(info: EngineInfo, config: EngineConfig): Float64Array<ArrayBuffer> {
  return Float64Array.from(flatten(info.parameters, config));
}

/** Number of parameters the schema declares. */
export function parameterCount(info: EngineInfo): number {
  return flatten(info.parameters, {}).length;
}

function flatten(schema: PropertySchema, values: EngineConfig): number[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const value = values[name];
    if (property.properties) return flatten(property, (value ?? {}) as EngineConfig);
    return [encode(property, value)];
  });
}

function encode(property: PropertySchema, value: unknown): number {
  if (property.enum) return typeof value === 'string' ? property.enum.indexOf(value) : NaN;
  return typeof value === 'number' || typeof value === 'boolean' ? Number(value) : NaN;
}
