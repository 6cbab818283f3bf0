/** A login at the terminal: the last source of a token. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { Secret } from '../../service/settings/secret.ts';
import type { Connection } from '../client/connection.ts';
import { login, type IssuedToken } from '../client/manager-client.ts';
import type { Ask } from './find-access.ts';
import { tokenVariable } from './variables.ts';

/** Throws UNAUTHENTICATED where there is nobody to ask, or the manager does not take the answers. */
export async function askLogin(connection: Connection, ask: Ask | null): Promise<IssuedToken> {
  if (ask === null) throw nobodyToAsk(connection);
  const user = (await ask(`User at ${connection.url}: `, { hidden: false })).trim();
  const password = new Secret(await ask('Password: ', { hidden: true }));
  return await login(connection, user, password);
}

function nobodyToAsk({ url }: Connection): LiveCalcError {
  const message =
    `The Assumptions Manager at ${url} asks for a token, and there is none. Put it into ${tokenVariable} or ` +
    'into am_credentials.json beside the configuration (livecalc assumptions login writes that), or run ' +
    'this at a terminal, which asks for user and password.';
  return new LiveCalcError('UNAUTHENTICATED', message, { expected: 'a token' });
}
