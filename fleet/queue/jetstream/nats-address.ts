/** Where NATS is and how to log in, read from NATS_URL. */
import { LiveCalcError } from '../../../contracts/errors.ts';

/** As the client takes it. */
export interface NatsAddress {
  /** `host:port`. */
  readonly servers: string[];
  readonly isTls: boolean;
  readonly user?: string;
  readonly pass?: string;
  readonly token?: string;
}

const usualPort = 4222;

/**
 * `nats://host:4222`, `tls://host` for an encrypted connection, `nats://user:password@host` or
 * `nats://token@host`; more servers of one cluster with commas between. Throws CONFIG_INVALID, whose
 * message shows no password.
 */
export function parseNatsAddress(text: string): NatsAddress {
  const urls = text.split(',').map((part) => parseOne(part.trim()));
  const withUser = urls.find(({ username }) => username !== '');
  return {
    servers: urls.map(({ hostname, port }) => `${hostname}:${port === '' ? usualPort : port}`),
    isTls: urls.some(({ protocol }) => protocol === 'tls:'),
    ...(withUser && login(withUser)),
  };
}

function login({ username, password }: URL): Pick<NatsAddress, 'user' | 'pass' | 'token'> {
  const user = decodeURIComponent(username);
  return password === '' ? { token: user } : { user, pass: decodeURIComponent(password) };
}

function parseOne(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `nats://${text}`);
  const isRight = url !== null && /^(nats|tls):$/.test(url.protocol) && url.hostname !== '';
  if (isRight && /^\/?$/.test(url.pathname) && url.search === '') return url;
  const message =
    'NATS_URL is not an address of NATS; expected nats://HOST:4222, or tls://HOST:4222 for an ' +
    'encrypted connection, with USER:PASSWORD@ or TOKEN@ before HOST where the server asks for it.';
  throw new LiveCalcError('CONFIG_INVALID', message, { expected: 'nats://HOST:PORT' });
}
