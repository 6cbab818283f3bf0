/** /fleet/v1/objects/{sha256}: how workers, which have no credentials of their own, come to objects. */
import type { RequestHandler } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { contextOf, principalOf } from '../../service/http/request-context.ts';
import type { Route } from '../../service/http/routes.ts';
import { askedHash } from './asked-hash.ts';
import { assetHandlers } from './asset-handlers.ts';
import { noObject } from './checked-bytes.ts';
import type { NotedObjects } from './noted-objects.ts';
import type { ObjectTokens } from './object-tokens.ts';
import { sendObject } from './send-object.ts';

export interface ObjectRouteParts {
  readonly objects: NotedObjects;
  readonly tokens: ObjectTokens;
  /** Of one object. */
  readonly maxObjectBytes: number;
}

/** How long a signed address is good for: a download must have begun by then. */
const signedForSeconds = 15 * 60;

/** GET (200, 206, 304, or 307 to an address that the store has signed), HEAD, PUT. Another tenant's object is 404. */
export function objectRoutes({ objects, tokens, maxObjectBytes }: ObjectRouteParts): Route[] {
  const door = objectDoor(tokens);
  const { put, head } = assetHandlers(objects, maxObjectBytes);
  const methods = { get: [door, getHandler(objects)], head: [door, head], put: [door, put] };
  return [{ path: '/fleet/v1/objects/:sha256', methods }];
}

/** Who stands behind a token is no user: a job, with no role, that the handlers after this one know the tenant of. */
function objectDoor(tokens: ObjectTokens): RequestHandler {
  return async (request, _response, next) => {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) {
      const expected = 'Authorization: Bearer TOKEN, the token of a task';
      const message = `Objects are for workers, which send ${expected}; users put files to /v1/assets/{sha256}.`;
      throw new LiveCalcError('UNAUTHENTICATED', message, { expected });
    }
    const { tenant, jobId } = await tokens.verify(token);
    const context = contextOf(request);
    context.principal = { subject: `job ${jobId}`, tenant, roles: [], method: 'jwt' };
    context.facts.job = jobId;
    next();
  };
}

function getHandler({ store }: NotedObjects): RequestHandler {
  return async (request, response) => {
    const sha256 = askedHash(request);
    const { tenant } = principalOf(request);
    const object = await store.find(tenant, sha256);
    if (object === null) throw noObject(sha256);
    const url = await store.signedUrl(tenant, sha256, signedForSeconds);
    if (url !== null) {
      response.status(307).location(url).end();
      return;
    }
    const headers = { 'Content-Type': 'application/octet-stream' };
    await sendObject(request, response, store, { tenant, object, headers });
  };
}
