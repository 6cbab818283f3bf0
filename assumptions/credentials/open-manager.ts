/** The client of the manager that a model means, logged in. */
import { connectionTo, type Connection } from '../client/connection.ts';
import { ManagerClient, type TokenSource } from '../client/manager-client.ts';
import { TokenSession } from '../client/token-session.ts';
import { askLogin } from './ask-login.ts';
import { findAccess, type AccessOptions, type ModelPlace } from './find-access.ts';

export interface OpenManager {
  readonly client: ManagerClient;
  readonly tokens: TokenSource;
}

export interface OpenManagerOptions extends AccessOptions {
  readonly signal: AbortSignal;
  /** Other waits and other patience than usual. */
  readonly connection?: Partial<Omit<Connection, 'url' | 'signal'>>;
}

/** Throws CONFIG_INVALID, ARGUMENT_INVALID, UNAUTHENTICATED, FILE_NOT_FOUND, FILE_UNREADABLE. */
export async function openManager(
  options: OpenManagerOptions,
  place: ModelPlace,
): Promise<OpenManager> {
  const { url, token } = await findAccess(options, place);
  const connection = connectionTo(url, options.signal, options.connection);
  const issued = token ?? (await askLogin(connection, options.ask));
  const tokens = new TokenSession(connection, issued);
  return { client: new ManagerClient(connection, tokens), tokens };
}
