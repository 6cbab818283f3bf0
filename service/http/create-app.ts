/** The express app that every server starts from. */
import express, { type Express, type RequestHandler } from 'express';
import type { Origins } from '../origins.ts';
import { openContext } from './request-context.ts';
import { refuseUrlTokens } from './url-tokens.ts';

/** `proxies` is TRUST_PROXY. Routes follow with `addRoutes`, then `problemHandler`. */
export function createApp(origins: Origins, proxies: number): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('case sensitive routing', true);
  app.use(opening(proxies), crossOrigin(origins), (request, _response, next) => {
    refuseUrlTokens(request.url);
    next();
  });
  return app;
}

function opening(proxies: number): RequestHandler {
  return (request, response, next) => {
    const { id } = openContext(request, proxies);
    response.set({
      'X-Request-Id': id,
      'X-Content-Type-Options': 'nosniff',
      // Handlers whose answers may be kept say so.
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
    });
    next();
  };
}

const preflight = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE',
  'Access-Control-Allow-Headers':
    'Authorization, Content-Type, Accept, Idempotency-Key, If-None-Match, If-Range, Range, X-Request-Id',
  'Access-Control-Max-Age': '600',
};
const readable = 'ETag, Location, Retry-After, Content-Range, X-Request-Id, WWW-Authenticate';

/** Pages of ALLOWED_ORIGINS may call; cookies are not used, so credentials are not allowed. */
function crossOrigin(origins: Origins): RequestHandler {
  return (request, response, next) => {
    response.vary('Origin');
    origins.check(request);
    const origin = origins.foreign(request);
    if (origin === null) return next();
    response.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': readable,
    });
    const asks = request.headers['access-control-request-method'] !== undefined;
    if (request.method !== 'OPTIONS' || !asks) return next();
    response.status(204).set(preflight).end();
  };
}
