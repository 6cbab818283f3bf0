import type { Request } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';

const maxKeyLength = 255;

/** Undefined where the request has none. Throws REQUEST_INVALID. */
export function idempotencyKeyOf(request: Request): string | undefined {
  const key = request.get('Idempotency-Key');
  if (key === undefined || (key.length > 0 && key.length <= maxKeyLength)) return key;
  const expected = `1 to ${maxKeyLength} characters`;
  const message = `The Idempotency-Key has ${key.length} characters, expected ${expected}.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { expected });
}
