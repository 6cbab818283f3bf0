/** From the JSON value of a DAG file to what it asks, with errors that a person can act on. */
import type { RunConfigInput } from '../config.ts';
import { parseWith } from '../parse-with.ts';
import { asksForVariable, hidden, type GivenCredentials } from './am-credentials.ts';
import { dagError, type Place } from './dag-error.ts';
import { dagSchema } from './dag-schema.ts';
import { translateDag } from './translate-dag.ts';

export interface ParsedDag {
  readonly config: RunConfigInput;
  /** Beside the configuration, which is shown, packed and sent. */
  readonly credentials: GivenCredentials | null;
}

/** Whether a configuration's value is a DAG file. */
export function isDag(value: unknown): boolean {
  return Array.isArray((value as { engines?: unknown } | null)?.engines);
}

/**
 * `file` is what messages call it. Throws CONFIG_INVALID with every wrong key (five at most),
 * PIPELINE_INVALID, INVALID_INPUT_FORMAT; none of them shows a value of `am_credentials`.
 */
export function parseDag(value: unknown, file: string): ParsedDag {
  const { am_credentials: given, ...rest } = value as Readonly<Record<string, unknown>>;
  const shown = given === undefined ? rest : { ...rest, am_credentials: hidden(given) };
  refuseVariables(rest, [], file);
  const dag = parseWith(dagSchema, shown, file);
  return {
    config: translateDag(dag, file),
    credentials: given === undefined ? null : (given as GivenCredentials),
  };
}

/** Elsewhere it would become part of a run, and a run must not depend on who asks for it (I1). */
function refuseVariables(value: unknown, place: Place, file: string): void {
  if (typeof value === 'string' && asksForVariable(value)) {
    const expected = 'a value: variables of the environment are put into am_credentials only';
    throw dagError(file, place, {
      found: JSON.stringify(value),
      expected,
      code: 'CONFIG_INVALID',
    });
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    refuseVariables(item, [...place, Array.isArray(value) ? Number(key) : key], file);
  }
}
