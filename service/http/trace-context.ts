/** W3C trace context: which of a user's actions a request, a job and its tasks belong to. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The request's `traceparent` where it is one, else a new one. */
export function traceparentOf({ headers }: IncomingMessage): string {
  const given = headers['traceparent'];
  return typeof given === 'string' && isTraceparent(given) ? given : newTraceparent();
}

export function isTraceparent(text: string): boolean {
  const [, traceId = '', parentId = ''] = form.exec(text) ?? [];
  return /[^0]/.test(traceId) && /[^0]/.test(parentId);
}

export function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}
