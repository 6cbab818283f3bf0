/** What is known of a request besides what it says: the same for HTTP and for an upgrade. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ErrorCode } from '../../contracts/errors.ts';
import type { Principal } from '../principal.ts';
import { remoteAddress } from './remote-address.ts';

export interface RequestContext {
  /** Of the client's X-Request-Id where that is sane, else made here. */
  readonly id: string;
  readonly from: string;
  /** Null until authenticated. */
  principal: Principal | null;
  /** The error that was answered with. */
  code: ErrorCode | null;
  /** When what was refused may be tried again, where that is known. */
  retryAfterSeconds: number | null;
  /** What a handler found out, for the audit line. */
  readonly facts: AuditFacts;
}

export interface AuditFacts {
  job?: string;
  runHash?: string;
  resultHash?: string;
}

const contexts = new WeakMap<IncomingMessage, RequestContext>();
const saneId = /^[\w.:-]{1,100}$/;

/** Must come before `contextOf`. `proxies` is TRUST_PROXY. */
export function openContext(request: IncomingMessage, proxies: number): RequestContext {
  const given = request.headers['x-request-id'];
  const context: RequestContext = {
    id: typeof given === 'string' && saneId.test(given) ? given : randomUUID(),
    from: remoteAddress(request, proxies),
    principal: null,
    code: null,
    retryAfterSeconds: null,
    facts: {},
  };
  contexts.set(request, context);
  return context;
}

export function contextOf(request: IncomingMessage): RequestContext {
  const context = contexts.get(request);
  if (context === undefined)
    throw new Error('The request has no context: openContext comes first.');
  return context;
}

/** Who asks. Only for handlers behind `permit`. */
export function principalOf(request: IncomingMessage): Principal {
  const { principal } = contextOf(request);
  if (principal === null) throw new Error('The request is not authenticated: permit comes first.');
  return principal;
}
