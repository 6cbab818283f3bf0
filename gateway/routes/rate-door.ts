/** The door of a route: who is it, may they, and do they ask too often. */
import type { RequestHandler } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Permit } from '../../service/http/permit.ts';
import { contextOf, principalOf } from '../../service/http/request-context.ts';
import type { TokenBuckets } from '../token-bucket.ts';
import type { Door } from './routes.ts';

export interface RateLimit {
  readonly buckets: TokenBuckets;
  readonly perMinute: number;
  /** Milliseconds since any time, never going back. */
  readonly now: () => number;
}

/**
 * Handlers throw what `admit` does, UNAUTHENTICATED, FORBIDDEN, then RATE_LIMITED, whose answer says when
 * to come again.
 */
export function doorOf(permit: Permit, limit: RateLimit, admit: () => void): Door {
  const admission: RequestHandler = (_request, _response, next) => {
    admit();
    next();
  };
  const rate: RequestHandler = (request, _response, next) => {
    const waitMs = limit.buckets.take(principalOf(request).tenant, limit.now());
    if (waitMs > 0) {
      contextOf(request).retryAfterSeconds = Math.ceil(waitMs / 1000);
      throw rateLimited(limit.perMinute);
    }
    next();
  };
  return (action) => [admission, permit(action), rate];
}

export function rateLimited(perMinute: number): LiveCalcError {
  const expected = `at most ${perMinute} requests a minute`;
  const message =
    `The tenant asks more often than it may; expected ${expected} (RATE_PER_MINUTE). Try again after ` +
    'the time that Retry-After says.';
  return new LiveCalcError('RATE_LIMITED', message, { expected });
}
