/** The key `am_credentials` of a DAG file: how the Assumptions Manager is reached. Never part of a run. */
import { z } from 'zod';
import { LiveCalcError } from '../errors.ts';

export const amCredentialsSchema = z.strictObject({
  url: z.string().min(1).describe('of the Assumptions Manager; "${LIVECALC_AM_URL}"'),
  token: z
    .string()
    .min(1)
    .optional()
    .describe('"${LIVECALC_AM_TOKEN}"; without it the other sources of a token are asked'),
  cache_dir: z
    .string()
    .min(1)
    .optional()
    .describe('folder of tables that were fetched; relative to this file'),
});

/** As they stand in the file: `${NAME}` is a variable of the environment. */
export type GivenCredentials = z.infer<typeof amCredentialsSchema>;

export interface AmCredentials {
  readonly url: string;
  readonly token: string | null;
  readonly cacheDir: string | null;
}

/**
 * Puts the environment's values in. Throws CONFIG_INVALID naming the variable that is not set or not to
 * be asked for, and no value at all.
 */
export function expandCredentials(
  { url, token, cache_dir: cacheDir }: GivenCredentials,
  env: Readonly<Record<string, string | undefined>>,
  file: string,
): AmCredentials {
  const expanded = (key: keyof GivenCredentials, text: string): string =>
    text.replaceAll(variables, (_, name: string) => {
      if (!mayHold[key].test(name)) throw foreign(file, key, name);
      return env[name] || unset(file, key, name);
    });
  return {
    url: expanded('url', url),
    token: token === undefined ? null : expanded('token', token),
    cacheDir: cacheDir === undefined ? null : expanded('cache_dir', cacheDir),
  };
}

/**
 * Address and token are sent to wherever the file says, and the file may be somebody else's: no secret
 * that is meant for others can be asked for in them.
 */
const mayHold: Readonly<Record<keyof GivenCredentials, RegExp>> = {
  url: /^LIVECALC_AM_URL$/,
  token: /^LIVECALC_AM_/,
  cache_dir: /./,
};

const variables = /\$\{(\w+)\}/g;

/** Whether a text asks for a variable of the environment. */
export function asksForVariable(text: string): boolean {
  return text.search(variables) >= 0;
}

function foreign(file: string, key: keyof GivenCredentials, name: string): LiveCalcError {
  const expected = key === 'url' ? 'LIVECALC_AM_URL' : 'LIVECALC_AM_TOKEN';
  const message =
    `${file}: am_credentials.${key} asks for the environment variable ${name}, which may be meant for ` +
    `somebody else; expected ${expected}.`;
  return new LiveCalcError('CONFIG_INVALID', message, { file, found: name, expected });
}

function unset(file: string, key: string, name: string): never {
  const message =
    `${file}: am_credentials.${key} needs the environment variable ${name}, which is not set. ` +
    `Set it, or write the value or leave the key out.`;
  const expected = `a value in ${name}`;
  throw new LiveCalcError('CONFIG_INVALID', message, { file, found: 'nothing', expected });
}

/** The same keys without their values, so that no message can show one. */
export function hidden(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? '' : '(not shown)';
  if (typeof value === 'number') return 0;
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hidden(item)]));
}
