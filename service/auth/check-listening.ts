/** No server of ours is open to a network without asking who comes (I8). */
import { lookup } from 'node:dns/promises';
import { BlockList } from 'node:net';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { AuthSettings, ListeningSettings } from '../settings/server-settings.ts';
import { asksForCredentials } from './create-authenticator.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Throws CONFIG_INVALID where HOST is more than loopback and no AUTH_ method is configured. */
export async function checkListening(
  settings: AuthSettings & Pick<ListeningSettings, 'HOST'>,
): Promise<void> {
  const { HOST } = settings;
  if (asksForCredentials(settings) || (await isLoopback(HOST))) return;
  throw new LiveCalcError(
    'CONFIG_INVALID',
    `HOST is ${HOST}, which others can reach, and nothing says who may come in. Set AUTH_JWKS_URL, ` +
      'AUTH_JWKS_FILE, AUTH_SECRET or AUTH_API_KEYS_FILE (docs/security.md), or HOST=127.0.0.1 to serve ' +
      'this machine only.',
    { found: HOST, expected: 'credentials, or 127.0.0.1' },
  );
}

/** Whether all addresses of a host are this machine's own; a name that cannot be resolved is not. */
export async function isLoopback(host: string): Promise<boolean> {
  const addresses = await lookup(host, { all: true }).catch(() => []);
  return (
    addresses.length > 0 &&
    addresses.every(({ address, family }) =>
      loopback.check(address, family === 6 ? 'ipv6' : 'ipv4'),
    )
  );
}
