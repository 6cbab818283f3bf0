/** Routes as data: what a path takes, and what it says to everything else. */
import type { Express, RequestHandler } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';

export interface Route {
  readonly path: string;
  /** HEAD is answered by GET's handlers where it has none of its own. */
  readonly methods: Partial<Record<Method, readonly RequestHandler[]>>;
}

const methods = ['get', 'head', 'post', 'put', 'delete'] as const;
type Method = (typeof methods)[number];

/**
 * Other methods of these paths are answered with 405 and Allow, other paths with 404: nothing can be
 * added after this but the handler of problems.
 */
export function addRoutes(app: Express, routes: readonly Route[]): void {
  for (const { path, methods: handlers } of routes) {
    const route = app.route(path);
    const taken = methods.filter((method) => handlers[method] !== undefined);
    for (const method of taken) route[method](...(handlers[method] ?? []));
    route.all(otherMethod(taken));
  }
  app.use((request) => {
    const message = `There is nothing at ${request.path}. docs/http.md lists what there is.`;
    throw new LiveCalcError('NOT_FOUND', message, { found: request.path });
  });
}

function otherMethod(taken: readonly Method[]): RequestHandler {
  const allowed = taken.flatMap((method) =>
    method === 'get' ? ['GET', 'HEAD'] : method.toUpperCase(),
  );
  const allow = [...new Set(allowed)].join(', ');
  return (request, response) => {
    response.set('Allow', allow);
    if (request.method === 'OPTIONS') {
      response.status(204).end();
      return;
    }
    const message = `${request.path} does not take ${request.method}; it takes ${allow}.`;
    const details = { found: request.method, expected: allow };
    throw new LiveCalcError('METHOD_NOT_ALLOWED', message, details);
  };
}
