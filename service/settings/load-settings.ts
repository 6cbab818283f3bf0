/** From the environment to typed settings, with every mistake told at once. */
import { readFileSync } from 'node:fs';
import { LiveCalcError } from '../../contracts/errors.ts';
import { misspeltSettings } from './misspelt-settings.ts';
import type { Setting, Settings, SettingsSchema } from './setting.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One thing that is wrong with a variable. */
export interface Mistake {
  readonly sentence: string;
  readonly found: string;
  readonly expected: string;
}

/**
 * The settings that `env` gives, defaults filled in; an empty variable counts as not set. A secret NAME
 * may come from the file that NAME_FILE names. Throws CONFIG_INVALID, whose message names every
 * variable that is wrong or misspelt, what was found and what was expected; never a secret.
 */
export function loadSettings<S extends SettingsSchema>(schema: S, env: Environment): Settings<S> {
  const mistakes: Mistake[] = misspeltSettings(schema, env);
  const entries: [string, unknown][] = [];
  for (const [name, facts] of Object.entries(schema)) {
    const read = readSetting(name, facts, env);
    if ('mistake' in read) mistakes.push(read.mistake);
    else entries.push([name, read.value]);
  }
  const [first] = mistakes;
  if (first === undefined) return Object.fromEntries(entries) as Settings<S>;
  throw new LiveCalcError(
    'CONFIG_INVALID',
    `The environment is not as it must be. ${mistakes.map(({ sentence }) => sentence).join(' ')}`,
    {
      found: first.found,
      expected: first.expected,
      ...(mistakes.length > 1 && { furtherProblems: mistakes.length - 1 }),
    },
  );
}

type Read = { readonly value: unknown } | { readonly mistake: Mistake };

function readSetting(name: string, facts: Setting<unknown>, env: Environment): Read {
  const text = facts.secret ? secretText(name, env) : (env[name] ?? '');
  if (typeof text !== 'string') return text;
  if (text === '') return { value: facts.default.value() };
  const parsed = facts.type.safeParse(text);
  if (parsed.success) return { value: parsed.data };
  const found = facts.secret ? 'a value that is not shown' : JSON.stringify(text);
  return mistake(`${name} is ${found}`, found, facts.type.description ?? 'another value');
}

/** A secret's text, '' where there is none. */
function secretText(name: string, env: Environment): string | Read {
  const fileName = `${name}_FILE`;
  const direct = env[name] ?? '';
  const file = env[fileName] ?? '';
  if (file === '') return direct;
  if (direct !== '') {
    return mistake(`${name} and ${fileName} are both set`, 'both', `one of ${name}, ${fileName}`);
  }
  try {
    // Editors and `echo` end a file with a line break, which is no part of the secret.
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch {
    const found = JSON.stringify(file);
    return mistake(`${fileName} is ${found}`, found, 'a file that can be read');
  }
}

function mistake(what: string, found: string, expected: string): Read {
  return { mistake: { sentence: `${what}; expected ${expected}.`, found, expected } };
}
