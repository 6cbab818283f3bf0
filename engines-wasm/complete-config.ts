/** Checks an engine's config against the parameters it declares. */
import { z } from 'zod';
import type { EngineConfig } from '../contracts/engine.ts';
import type { EngineInfo } from '../contracts/engine-info.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { meantHint } from '../contracts/nearest.ts';

/** Throws where the description's `parameters` are no JSON Schema. */
export function parameterSchema(info: EngineInfo): z.ZodType {
  return z.fromJSONSchema(closed(info.parameters));
}

/** Unknown keys are errors at every level unless the schema says otherwise. */
function closed(schema: EngineInfo['parameters']): EngineInfo['parameters'] {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, unknown>).map(
    ([name, property]) => [name, isObjectSchema(property) ? closed(property) : property],
  );
  return { additionalProperties: false, ...schema, properties: Object.fromEntries(properties) };
}

function isObjectSchema(property: unknown): property is EngineInfo['parameters'] {
  return typeof property === 'object' && property !== null && 'properties' in property;
}

/**
 * The config with the schema's defaults filled in.
 * Throws CONFIG_INVALID naming the parameter, what was found and what was expected.
 */
export function completeConfig(
  info: EngineInfo,
  config: EngineConfig,
  owner: string,
): Record<string, unknown> {
  const parsed = parameterSchema(info).safeParse(config);
  if (parsed.success) return parsed.data as Record<string, unknown>;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  const unknown = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? '') : '';
  const hint = meantHint(unknown, Object.keys(info.parameters['properties'] ?? {}));
  throw new LiveCalcError(
    'CONFIG_INVALID',
    `${owner}: ${path === '' ? 'the config' : `parameter "${path}"`} does not fit engine ` +
      `"${info.name}": ${issue?.message ?? 'invalid'}.${unknown === '' ? '' : hint} \`livecalc engines\` lists its parameters.`,
    { node: owner, column: path },
  );
}
