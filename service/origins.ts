/** Which web pages may call: programs send no Origin, browsers always send the page's. */
import type { IncomingMessage } from 'node:http';
import { LiveCalcError } from '../contracts/errors.ts';

export interface Origins {
  /** Throws FORBIDDEN for a request, or an upgrade to a WebSocket, from a page of elsewhere. */
  check(request: IncomingMessage): void;
  /** The origin that an answer's CORS headers must name; null where the request is not cross-origin. */
  foreign(request: IncomingMessage): string | null;
}

/**
 * Same origin is decided by host and port: what stands in front of the server may end TLS. A server
 * that asks for no credentials (`openToThisMachine`) also insists on a Host of this machine, because a page
 * of anywhere can let its own name point to 127.0.0.1 and then is of the same origin.
 */
export function originsOf(allowed: readonly string[], openToThisMachine: boolean): Origins {
  return {
    check(request) {
      const { host } = request.headers;
      if (openToThisMachine && !isLocalName(host)) {
        throw refused(`Host ${String(host)}`, 'localhost, as the server serves this machine only');
      }
      const { origin } = request.headers;
      if (origin === undefined || isSame(origin, host) || allowed.includes(origin)) return;
      throw refused(`Origin ${origin}`, 'one of ALLOWED_ORIGINS');
    },
    foreign(request) {
      const { origin, host } = request.headers;
      return origin === undefined || isSame(origin, host) ? null : origin;
    },
  };
}

function isSame(origin: string, host: string | undefined): boolean {
  const url = URL.parse(origin);
  return url !== null && url.origin === origin && url.host === host?.toLowerCase();
}

function isLocalName(host: string | undefined): boolean {
  const name = URL.parse(`http://${host}`)?.hostname ?? '';
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(name);
}

function refused(found: string, expected: string): LiveCalcError {
  const message = `The request has ${JSON.stringify(found)}; expected ${expected}.`;
  return new LiveCalcError('FORBIDDEN', message, { found, expected });
}
