/** What is known of an environment variable: how its text is read, default, unit, reason. */
import type { z } from 'zod';

/** Reads the text of a variable; its description says what is expected, for messages. */
export type TextType<T> = z.ZodType<T, string>;

export interface Setting<T> {
  readonly type: TextType<T>;
  readonly default: Default<T>;
  /** For example `s` or `MB`; '' where there is none. */
  readonly unit: string;
  /** Why it exists, or why its default is what it is: a sentence for the documentation. */
  readonly reason: string;
  /** Never shown; may come from the file that the variable NAME_FILE names. */
  readonly secret: boolean;
}

/** How a default is told and found; it is found only where the variable is not set. */
export interface Default<T> {
  readonly words: string;
  readonly value: () => T;
}

export type SettingsSchema = Readonly<Record<string, Setting<unknown>>>;

/** The values, under the names that they have in the environment. */
export type Settings<S extends SettingsSchema> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

interface Facts<D> {
  /** A value; null for none; or words and a function for what depends on the machine. */
  readonly default: D | Default<D>;
  readonly unit?: string;
  readonly reason: string;
  readonly secret?: boolean;
}

export function setting<T>(type: TextType<T>, facts: Facts<NoInfer<T>>): Setting<T>;
export function setting<T>(
  type: TextType<T>,
  facts: Omit<Facts<T>, 'default'> & { readonly default: null },
): Setting<T | null>;
export function setting<T>(type: TextType<T>, facts: Facts<T | null>): Setting<T | null> {
  const { default: given, unit = '', reason, secret = false } = facts;
  return { type, default: defaultOf(given), unit, reason, secret };
}

function defaultOf<T>(given: T | Default<T>): Default<T> {
  if (typeof given === 'object' && given !== null && 'words' in given) return given;
  return { words: toldAs(given), value: () => given };
}

function toldAs(value: unknown): string {
  if (value === null || (Array.isArray(value) && value.length === 0)) return 'none';
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
