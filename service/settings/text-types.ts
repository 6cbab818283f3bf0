/** Types of settings: each reads the text of an environment variable. */
import { z } from 'zod';
import { Secret } from './secret.ts';
import type { TextType } from './setting.ts';

export function wholeNumber(least: number, most: number): TextType<number> {
  return z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most))
    .describe(`a whole number from ${least} to ${most}`);
}

export function anyText(expected = 'text'): TextType<string> {
  return z.string().describe(expected);
}

export function oneOf<const T extends string>(values: readonly [T, ...T[]]): TextType<T> {
  return z.enum(values).describe(`one of ${values.join(', ')}`);
}

/** Values with commas between them; spaces around them do not count, empty ones are dropped. */
export function listOf<T>(type: TextType<T>): TextType<T[]> {
  return z
    .string()
    .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
    .pipe(z.array(type))
    .describe(`a list, with commas between: ${type.description ?? 'text'}`);
}

/** Text that is not shown, of at least so many bytes in UTF-8. */
export function secretText(leastBytes: number): TextType<Secret> {
  return z
    .string()
    .refine((text) => Buffer.byteLength(text) >= leastBytes)
    .transform((text) => new Secret(text))
    .describe(`at least ${leastBytes} bytes`);
}

/** https, or http on this machine. */
export function webAddress(): TextType<URL> {
  return z
    .string()
    .refine((text) => {
      const url = URL.parse(text);
      const local = /^(localhost|127(\.\d+){3}|\[::1\])$/;
      return url?.protocol === 'https:' || (url?.protocol === 'http:' && local.test(url.hostname));
    })
    .transform((text) => new URL(text))
    .describe('an https address (http only on loopback)');
}

/** http or https: of a server that stands beside ours. */
export function serverAddress(): TextType<URL> {
  return z
    .string()
    .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''))
    .transform((text) => new URL(text))
    .describe('an http or https address');
}

/** An origin as browsers send it: scheme, host, and a port that is not the scheme's own. */
export function webOrigin(): TextType<string> {
  return z
    .string()
    .refine((text) => /^https?:/.test(text) && URL.parse(text)?.origin === text)
    .describe('an origin such as https://actuary.example.com (no path, no *)');
}

/** `FOREIGN=OURS` pairs with commas between. */
export function mapTo<const T extends string>(
  values: readonly [T, ...T[]],
): TextType<ReadonlyMap<string, T>> {
  const pair = z.tuple([z.string().min(1), z.enum(values)]);
  return z
    .string()
    .transform((text) => text.split(',').flatMap((part) => part.trim() || []))
    .transform((parts) => parts.map((part) => part.split(/\s*=\s*/)))
    .pipe(z.array(pair))
    .transform((pairs) => new Map(pairs) as ReadonlyMap<string, T>)
    .describe(`pairs NAME=VALUE, with commas between; VALUE one of ${values.join(', ')}`);
}
