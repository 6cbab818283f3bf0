/** From the text of a livecalc.config.json to a RunConfig, with errors that a person can act on. */
import { runConfigSchema, type RunConfig } from './config.ts';
import { LiveCalcError } from './errors.ts';
import { JsonTextError, parseJson } from './parse-json.ts';
import { parseWith } from './parse-with.ts';

/** The JSON value of a configuration file. Throws CONFIG_INVALID with line and column. */
export function parseConfigText(text: string, file: string): unknown {
  try {
    return parseJson(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    const { found, expected } = error;
    const message = `${file}, ${error.message}. The configuration must be JSON.`;
    throw new LiveCalcError('CONFIG_INVALID', message, { file, found, expected }, error);
  }
}

/**
 * The configuration with every default filled in. Throws CONFIG_INVALID, whose message names every
 * wrong key (five at most), what was found and what was expected.
 */
export function parseConfigObject(value: unknown, file: string): RunConfig {
  return parseWith(runConfigSchema, value, file);
}

/** `parseConfigObject` of the text's JSON value. */
export function parseConfig(text: string, file: string): RunConfig {
  return parseConfigObject(parseConfigText(text, file), file);
}

/**
 * A copy of `value` in which every `a.b=x` is set: x is JSON where it can be read as JSON, else
 * text; a number in the path is an index into a list. Whether the key exists is the schema's to
 * say. Throws ARGUMENT_INVALID for an assignment that cannot be made.
 */
export function applyOverrides(value: unknown, assignments: readonly string[]): unknown {
  return assignments.reduce((config, assignment) => {
    const equals = assignment.indexOf('=');
    const key = assignment.slice(0, Math.max(equals, 0));
    return setKey(config, key, overrideValue(assignment.slice(equals + 1)), `--set ${assignment}`);
  }, value);
}

/**
 * A copy of `config` in which the value of `key` (`a.b`) is set; `assignment` is how messages call
 * it. Throws ARGUMENT_INVALID for an assignment that cannot be made.
 */
export function setKey(config: unknown, key: string, value: unknown, assignment: string): unknown {
  const path = key.split('.');
  if (path.includes('')) {
    throw badAssignment(assignment, 'KEY=VALUE such as projection.mortalityMultiplier=1.1');
  }
  return withValue(config, path, value, assignment);
}

function overrideValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function withValue(
  node: unknown,
  path: readonly string[],
  value: unknown,
  assignment: string,
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(node)) {
    const index = Number(key);
    if (!/^\d+$/.test(key) || index >= node.length) {
      throw badAssignment(assignment, `an index below ${node.length} instead of ${key}`);
    }
    return node.with(index, withValue(node[index], rest, value, assignment));
  }
  const object = node ?? {};
  if (typeof object !== 'object') {
    throw badAssignment(
      assignment,
      `a key inside an object: ${JSON.stringify(node)} has no ${key}`,
    );
  }
  // Own properties only, so that a key such as __proto__ is a key like any other.
  const child = Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined;
  return { ...object, [key]: withValue(child, rest, value, assignment) };
}

function badAssignment(assignment: string, expected: string): LiveCalcError {
  return new LiveCalcError(
    'ARGUMENT_INVALID',
    `${assignment} cannot be applied: expected ${expected}.`,
    { found: assignment, expected },
  );
}
