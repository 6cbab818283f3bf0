/** Checks an engine's config against the parameters it declares. */
import { z } from 'zod';
import type { EngineConfig, EngineInfo } from '../contracts/engine.ts';
import { LiveCalcError } from '../contracts/errors.ts';

/**
 * The config with the schema's defaults filled in.
 * Throws CONFIG_INVALID naming the parameter, what was found and what was expected.
 */
export function completeConfig(
  info: EngineInfo,
  config: EngineConfig,
  owner: string,
): Record<string, unknown> {
  const schema = z.fromJSONSchema({ additionalProperties: false, ...info.parameters });
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data as Record<string, unknown>;
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  throw new LiveCalcError(
    'CONFIG_INVALID',
    `${owner}: ${path === '' ? 'the config' : `parameter "${path}"`} does not fit engine ` +
      `"${info.name}": ${issue?.message ?? 'invalid'}. \`livecalc engines\` lists its parameters.`,
    { node: owner, column: path },
  );
}
