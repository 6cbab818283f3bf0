import type { Request } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { sha256Schema } from '../../contracts/package-manifest.ts';

/** The hash in the address. Throws REQUEST_INVALID. */
export function askedHash({ params }: Request): string {
  const { success, data } = sha256Schema.safeParse(params['sha256']);
  if (success) return data;
  const expected = 'the SHA-256 as 64 lower-case hexadecimal digits';
  const message = `The last part of the address is not ${expected}.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { expected });
}
