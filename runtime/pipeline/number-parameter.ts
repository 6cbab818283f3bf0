/** The numbers in the configs of nodes that a solver may set, as `NODE.PATH`. */
import type { EngineConfig } from '../../contracts/engine.ts';
import { LiveCalcError } from '../../contracts/errors.ts';

export interface ParameterName {
  readonly node: string;
  readonly path: readonly string[];
}

export function parameterName(name: string): ParameterName {
  const [node = '', ...path] = name.split('.');
  return { node, path };
}

/** A copy with another number at a path that has one. Throws PIPELINE_INVALID where it has none. */
export function withNumber(
  config: EngineConfig,
  [key = '', ...rest]: readonly string[],
  value: number,
  name: string,
): EngineConfig {
  const found = config[key];
  if (rest.length === 0 && typeof found === 'number') return { ...config, [key]: value };
  if (rest.length > 0 && typeof found === 'object' && found !== null) {
    return { ...config, [key]: withNumber(found as EngineConfig, rest, value, name) };
  }
  const there = Object.keys(config).join(', ');
  const message = `The parameter "${name}" is no number in the config of its node; "${key}" was looked for among ${there || 'nothing'}. Give the node a value there.`;
  throw new LiveCalcError('PIPELINE_INVALID', message, { found: name });
}
