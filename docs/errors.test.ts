/** docs/errors.md has every code, who can mend it, and whether it may be tried again. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorCodes } from '../contracts/errors.ts';

const page = readFileSync(new URL('errors.md', import.meta.url), 'utf8');

it.each(Object.entries(errorCodes))('has %s', (code, { blame, retryable }) => {
  const line = page.split('\n').find((one) => one.startsWith(`| \`${code}\` `));
  const cells = line?.split('|').map((cell) => cell.trim());
  expect(cells?.slice(3, 5)).toEqual([blame === 'user' ? 'you' : 'us', retryable ? 'yes' : 'no']);
});

it('has no code that there is not', () => {
  const named = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
  expect(named.filter((code = '') => !(code in errorCodes))).toEqual([]);
});
