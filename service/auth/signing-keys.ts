/** Where the keys are that tokens are checked with. */
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTVerifyGetKey,
} from 'jose';
import { LiveCalcError } from '../../contracts/errors.ts';
import { parseJson } from '../../contracts/parse-json.ts';
import type { Secret } from '../settings/secret.ts';
import { type OnUnusableFile, watchFile } from './watched-file.ts';

const fetchTimeoutMs = 5000;
/** Tokens with unknown key ids do not make us ask the issuer more often than this. */
const cooldownMs = 30_000;
/** Nor does an issuer that is down get asked at every request. */
const retryAfterMs = 2000;

export function secretKey(secret: Secret): JWTVerifyGetKey {
  const bytes = new TextEncoder().encode(secret.reveal());
  return () => Promise.resolve(bytes);
}

/** The keys that an issuer publishes; fetched when first needed, kept for ten minutes. */
export function remoteKeys(url: URL, now: () => number = Date.now): JWTVerifyGetKey {
  let failedAt = -Infinity;
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: fetchTimeoutMs,
    cooldownDuration: cooldownMs,
    [customFetch]: async (address, options) => {
      if (now() - failedAt < retryAfterMs) throw new Error('The last attempt has just failed.');
      try {
        const response = await fetch(address, options);
        if (!response.ok) throw new Error(`The answer was ${response.status}.`);
        return response;
      } catch (error) {
        failedAt = now();
        throw error;
      }
    },
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      throw isOfToken(error) ? error : unavailable(url, error);
    }
  };
}

/** Throws CONFIG_INVALID where the file is no JWKS. */
export async function fileKeys(
  file: string,
  onUnusableFile: OnUnusableFile,
): Promise<JWTVerifyGetKey> {
  const parse = (text: string): JWTVerifyGetKey => createLocalJWKSet(parseJson(text) as never);
  const keys = await watchFile({ setting: 'AUTH_JWKS_FILE', file }, parse, onUnusableFile);
  return async (header, token) => (await keys.current())(header, token);
}

/** What is wrong with the token, not with the way to the keys. */
function isOfToken(error: unknown): boolean {
  return (
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSENotSupported
  );
}

function unavailable(url: URL, cause: unknown): LiveCalcError {
  const message = `The token cannot be checked now: the keys of ${url.host} cannot be had. Try again.`;
  return new LiveCalcError('AUTH_UNAVAILABLE', message, {}, cause);
}
