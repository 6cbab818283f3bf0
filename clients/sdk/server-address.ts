/** Where a server is: one address for HTTP and for sockets. */
import { LiveCalcError } from '../../contracts/errors.ts';

export interface ServerAddress {
  /** The address of an HTTP route such as `/v1/jobs`. */
  http(route: string): string;
  /** The address of the socket. */
  readonly socket: string;
}

const webSchemes: Readonly<Record<string, 'http:' | 'https:'>> = {
  'http:': 'http:',
  'ws:': 'http:',
  'https:': 'https:',
  'wss:': 'https:',
};

/** Throws ARGUMENT_INVALID for an address that is none, or that has credentials in it. */
export function serverAddress(url: string): ServerAddress {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const scheme = webSchemes[parsed?.protocol ?? ''];
  if (parsed === null || scheme === undefined) {
    throw wrong('an address such as http://127.0.0.1:3000 or https://livecalc.example', 'another');
  }
  if (parsed.username !== '' || parsed.password !== '' || parsed.search !== '') {
    throw wrong('an address without user, password or query; a token is given apart', 'more');
  }
  const base = `${scheme}//${parsed.host}${parsed.pathname.replace(/\/+$/, '')}`;
  return {
    http: (route) => base + route,
    socket: `${base.replace(/^http/, 'ws')}/stream`,
  };
}

/** What was found is not told: it may hold a password. */
function wrong(expected: string, found: string): LiveCalcError {
  const message = `The server's address cannot be used. Expected ${expected}.`;
  return new LiveCalcError('ARGUMENT_INVALID', message, { expected, found });
}
