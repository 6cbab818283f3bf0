/** Where a server listens, and what it says where it cannot. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LiveCalcError } from '../../contracts/errors.ts';
import { listen } from './http-server.ts';

/**
 * Resolves to the address, for example `http://127.0.0.1:3000`. Throws CONFIG_INVALID; `what` is what
 * the message calls the server.
 */
export async function listenOrSay(
  server: Server,
  settings: { readonly HOST: string; readonly PORT: number },
  what: string,
): Promise<string> {
  const { HOST, PORT } = settings;
  try {
    return urlOf(await listen(server, settings));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'something else listens there' : String(code);
    const message = `The ${what} cannot listen on HOST ${HOST}, PORT ${PORT}: ${why}. Set another, or end what is there.`;
    throw new LiveCalcError('CONFIG_INVALID', message, { found: `${HOST}:${PORT}` }, error);
  }
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
