/** The tokens that the manager issues: JSON Web Tokens, HS256, with a key of its own. */
import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { jwtVerify, SignJWT } from 'jose';
import { LiveCalcError } from '../../contracts/errors.ts';
import { unauthenticated, type TokenVerifier } from '../../service/auth/authenticator.ts';

const issuer = 'livecalc-assumptions';
const keyBytes = 32;
/** After so long somebody has to give a password again, however often the token was exchanged. */
const longestSessionMs = 7 * 24 * 3_600_000;

export interface IssuedAnswer {
  readonly token: string;
  readonly expiresAt: string;
}

export interface Tokens {
  /** For a user who has just given a password, or who did at `loginAtMs`. Throws UNAUTHENTICATED. */
  issue(user: string, loginAtMs?: number): Promise<IssuedAnswer>;
  /** Who a token was issued to, and when they gave their password. Throws UNAUTHENTICATED. */
  verify(token: string): Promise<{ readonly user: string; readonly loginAtMs: number }>;
}

export function tokensOf(key: Uint8Array, lifetimeMs: number, now: () => number): Tokens {
  return {
    async issue(user, loginAtMs = now()) {
      if (now() - loginAtMs > longestSessionMs) {
        throw unauthenticated('The login is too long ago; log in again.');
      }
      const expiresAtMs = Math.ceil((now() + lifetimeMs) / 1000) * 1000;
      const token = await new SignJWT({ login: loginAtMs })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(user)
        .setIssuedAt(Math.floor(now() / 1000))
        .setExpirationTime(expiresAtMs / 1000)
        .sign(key);
      return { token, expiresAt: new Date(expiresAtMs).toISOString() };
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          issuer,
          audience: issuer,
          requiredClaims: ['exp', 'sub', 'login'],
          currentDate: new Date(now()),
        });
        return { user: payload.sub!, loginAtMs: Number(payload['login']) };
      } catch (error) {
        // Not kept as the cause: it holds the token's claims.
        const isExpired = (error as { code?: unknown }).code === 'ERR_JWT_EXPIRED';
        throw unauthenticated(
          isExpired ? 'The token has expired.' : 'The token is not one of this manager.',
        );
      }
    },
  };
}

/** For the door of routes: a token of a user who is still known. */
export function tokenVerifier(tokens: Tokens, isKnown: (user: string) => boolean): TokenVerifier {
  return {
    takes: () => true,
    async verify(token) {
      const { user } = await tokens.verify(token);
      if (!isKnown(user)) throw unauthenticated('The user of this token is not known any more.');
      return { subject: user, tenant: 'assumptions', roles: ['viewer'], method: 'jwt' };
    },
  };
}

/** The key in a file, which is made where there is none. Throws CONFIG_INVALID. */
export async function signingKey(file: string): Promise<Uint8Array> {
  const known = await readKey(file);
  if (known !== null) return known;
  const temporary = `${file}.${randomBytes(4).toString('hex')}.part`;
  await writeFile(temporary, `${randomBytes(keyBytes).toString('hex')}\n`, { mode: 0o600 });
  // Two that start at once agree on the key of whoever comes first.
  await link(temporary, file).catch(() => {});
  await rm(temporary);
  const made = await readKey(file);
  if (made !== null) return made;
  throw new LiveCalcError('CONFIG_INVALID', `The signing key cannot be kept in ${file}.`, { file });
}

async function readKey(file: string): Promise<Uint8Array | null> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    const message = `The signing key cannot be read from ${file} (${cause.code}).`;
    throw new LiveCalcError('CONFIG_INVALID', message, { file });
  });
  if (text === null) return null;
  const key = Buffer.from(text.trim(), 'hex');
  if (key.length === keyBytes) return key;
  const expected = `${2 * keyBytes} hexadecimal digits`;
  const message = `${file} holds no signing key; expected ${expected}. Remove it, and a new one is made.`;
  throw new LiveCalcError('CONFIG_INVALID', message, { file, expected });
}
