import { loadSettings, type Environment } from '../settings/load-settings.ts';
import { serverSettings, type ServerSettings } from '../settings/server-settings.ts';
import { audience, issuerName } from './issuer.ts';

/** Settings of a server that trusts the issuer of tests. */
export function settingsOf(env: Environment): ServerSettings {
  return loadSettings(serverSettings, { AUTH_ISSUER: issuerName, AUTH_AUDIENCE: audience, ...env });
}
