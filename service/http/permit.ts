/** The door of a route: who is it, may they, and a line in the audit log. */
import type { RequestHandler, Request } from 'express';
import type { Authenticator } from '../auth/authenticator.ts';
import type { AuditEntry, AuditLog } from '../audit-log.ts';
import { actions, authorize, type Action } from '../roles.ts';
import { contextOf } from './request-context.ts';

/** The handler that must stand before those of an action. */
export type Permit = (action: Action) => RequestHandler;

/**
 * Authenticates, authorises, and records one audit line when the response is done, with what the
 * handlers put into the request's `facts`. Refusals are recorded for every action, successes where it
 * concerns a tenant.
 */
export function permitWith(authenticator: Authenticator, audit: AuditLog): Permit {
  return (action) => async (request, response, next) => {
    const context = contextOf(request);
    response.once('close', () => {
      const entry = entryOf(request, action, response.writableFinished);
      if (entry.outcome !== 'ok' || actions[action].ofTenant) audit.record(entry);
    });
    context.principal = await authenticator.authenticateHeader(request.headers.authorization);
    authorize(context.principal, action);
    next();
  };
}

const refusals: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND']);

function entryOf(request: Request, action: Action, finished: boolean): AuditEntry {
  const { id, from, principal, code, facts } = contextOf(request);
  const ended = finished ? 'ok' : 'failed';
  return {
    requestId: id,
    from,
    who: principal,
    action: principal === null ? 'authenticate' : action,
    outcome: code === null ? ended : refusals.has(code) ? 'refused' : 'failed',
    ...(code !== null && { code }),
    ...facts,
  };
}
