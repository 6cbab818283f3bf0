/** Every route of a gateway: the table of operations, with its handlers. */
import type { RequestHandler } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { subprotocol } from '../../contracts/wire/control-message.ts';
import type { Action } from '../../service/roles.ts';
import type { Route } from '../../service/http/routes.ts';
import type { Operation } from '../openapi/operation.ts';
import { operations, type OperationId } from '../openapi/operations.ts';

export type Handlers = Readonly<Record<OperationId, RequestHandler>>;
/** What stands before the handlers of an action. */
export type Door = (action: Action) => readonly RequestHandler[];

export function gatewayRoutes(handlers: Handlers, door: Door): Route[] {
  const routes = new Map<string, Record<string, readonly RequestHandler[]>>();
  for (const [id, { method, path, door: asks }] of entries()) {
    const isAction = asks !== 'open' && asks !== 'object token';
    const methods = routes.get(path) ?? {};
    methods[method] = [...(isAction ? door(asks) : []), handlers[id]];
    routes.set(path, methods);
  }
  return [...routes].map(([path, methods]) => ({
    path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    methods,
  }));
}

function entries(): [OperationId, Operation][] {
  return Object.entries(operations) as [OperationId, Operation][];
}

/** A request that asks for a WebSocket never comes here. */
export const needsSocket: RequestHandler = ({ path }) => {
  const expected = `a WebSocket with the subprotocol ${subprotocol}`;
  const message = `${path} is ${expected} (docs/protocol.md); the request does not ask for one.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { found: 'HTTP', expected });
};
