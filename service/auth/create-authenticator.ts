/** The authenticator that the settings ask for. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { AuthSettings } from '../settings/server-settings.ts';
import { apiKeyVerifier } from './api-keys.ts';
import { authenticatorOf, openAuthenticator, type Authenticator } from './authenticator.ts';
import { jwtVerifier } from './jwt-verifier.ts';
import { fileKeys, remoteKeys, secretKey } from './signing-keys.ts';
import type { OnUnusableFile } from './watched-file.ts';

/**
 * Every method that is configured, at once. Without any, everybody is `local`: see `checkListening`.
 * Throws CONFIG_INVALID where settings are missing or contradict each other, or a file of keys cannot
 * be used.
 */
export async function createAuthenticator(
  settings: AuthSettings,
  onUnusableFile: OnUnusableFile,
): Promise<Authenticator> {
  if (!asksForCredentials(settings)) return openAuthenticator;
  checkClaims(settings);
  const { AUTH_JWKS_URL, AUTH_JWKS_FILE, AUTH_SECRET, AUTH_API_KEYS_FILE } = settings;
  return authenticatorOf([
    ...(AUTH_SECRET ? [jwtVerifier(secretKey(AUTH_SECRET), ['HS256'], settings)] : []),
    ...(AUTH_JWKS_URL
      ? [jwtVerifier(remoteKeys(AUTH_JWKS_URL), settings.AUTH_ALGORITHMS, settings)]
      : []),
    ...(AUTH_JWKS_FILE
      ? [
          jwtVerifier(
            await fileKeys(AUTH_JWKS_FILE, onUnusableFile),
            settings.AUTH_ALGORITHMS,
            settings,
          ),
        ]
      : []),
    ...(AUTH_API_KEYS_FILE ? [await apiKeyVerifier(AUTH_API_KEYS_FILE, onUnusableFile)] : []),
  ]);
}

/** Whether any method is configured. */
export function asksForCredentials(settings: AuthSettings): boolean {
  return usesJwt(settings) || settings.AUTH_API_KEYS_FILE !== null;
}

function usesJwt({ AUTH_JWKS_URL, AUTH_JWKS_FILE, AUTH_SECRET }: AuthSettings): boolean {
  return AUTH_JWKS_URL !== null || AUTH_JWKS_FILE !== null || AUTH_SECRET !== null;
}

function checkClaims(settings: AuthSettings): void {
  const { AUTH_JWKS_URL, AUTH_JWKS_FILE } = settings;
  if (AUTH_JWKS_URL !== null && AUTH_JWKS_FILE !== null) {
    const message = 'AUTH_JWKS_URL and AUTH_JWKS_FILE are both set; expected one of them.';
    throw new LiveCalcError('CONFIG_INVALID', message, { found: 'both', expected: 'one of them' });
  }
  if (!usesJwt(settings)) return;
  const missing = (['AUTH_ISSUER', 'AUTH_AUDIENCE', 'AUTH_ALGORITHMS'] as const).filter(
    (name) => settings[name].length === 0,
  );
  if (missing.length === 0) return;
  throw new LiveCalcError(
    'CONFIG_INVALID',
    `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} empty; without, a token that its ` +
      'issuer made for another service would be accepted here. Set what the tokens say as iss and aud.',
    { found: 'nothing', expected: missing.join(', ') },
  );
}
