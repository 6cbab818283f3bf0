import type { RequestHandler } from 'express';
import type { Readiness } from '../readiness.ts';

/** The next request of a connection should find a server that stays. */
export function closeWhenDraining(readiness: Readiness): RequestHandler {
  return (_request, response, next) => {
    if (readiness.state === 'draining') response.set('Connection', 'close');
    next();
  };
}
