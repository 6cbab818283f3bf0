/** Bearer tokens: JSON Web Tokens, signed. */
import {
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { LiveCalcError } from '../../contracts/errors.ts';
import { roles, type Principal, type Role } from '../principal.ts';
import type { AuthSettings } from '../settings/server-settings.ts';
import { unauthenticated, type TokenVerifier } from './authenticator.ts';
import { nameSchema } from './name.ts';

/**
 * Takes tokens whose header names one of `algorithms`, so that each kind of key meets only its own
 * algorithms: an HS256 token is never checked with a public key, and `none` reaches no verifier.
 */
export function jwtVerifier(
  keys: JWTVerifyGetKey,
  algorithms: readonly string[],
  settings: AuthSettings,
): TokenVerifier {
  const options = {
    algorithms: [...algorithms],
    issuer: settings.AUTH_ISSUER,
    audience: settings.AUTH_AUDIENCE,
    clockTolerance: settings.AUTH_CLOCK_TOLERANCE_SECONDS,
    requiredClaims: ['exp'],
  };
  return {
    takes: (token) => algorithms.includes(algorithmOf(token)),
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, keys, options);
        return principalOf(payload, settings);
      } catch (error) {
        // Not kept as the cause: it holds the token's claims.
        throw error instanceof LiveCalcError ? error : unauthenticated(reasonOf(error));
      }
    },
  };
}

function algorithmOf(token: string): string {
  try {
    return String(decodeProtectedHeader(token).alg);
  } catch {
    return '';
  }
}

function principalOf(claims: JWTPayload, settings: AuthSettings): Principal {
  const { AUTH_TENANT_CLAIM, AUTH_SUBJECT_CLAIM } = settings;
  return {
    subject: nameIn(claims, AUTH_SUBJECT_CLAIM, 'user'),
    tenant: nameIn(claims, AUTH_TENANT_CLAIM, 'tenant'),
    roles: rolesIn(claims, settings),
    method: 'jwt',
    // `requiredClaims` has seen that it is there.
    expiresAtMs: (claims.exp! + settings.AUTH_CLOCK_TOLERANCE_SECONDS) * 1000,
  };
}

function nameIn(claims: JWTPayload, claim: string, what: string): string {
  const parsed = nameSchema.safeParse(claimIn(claims, claim));
  if (parsed.success) return parsed.data;
  throw unauthenticated(`The token's claim "${claim}" is not the name of a ${what}.`);
}

function rolesIn(claims: JWTPayload, settings: AuthSettings): Role[] {
  const { AUTH_ROLES_CLAIM: claim, AUTH_ROLE_MAP: mapped } = settings;
  const value = claimIn(claims, claim);
  const names: unknown[] = typeof value === 'string' ? value.split(' ') : [value].flat();
  const meant = new Set(names.map((name) => mapped.get(String(name)) ?? name));
  const known = roles.filter((role) => meant.has(role));
  if (known.length > 0) return known;
  throw unauthenticated(`The token's claim "${claim}" has none of the roles of this server.`);
}

function claimIn(claims: JWTPayload, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

const wrongClaims: Readonly<Record<string, string>> = {
  iss: 'The issuer (iss) of the token is not the one that this server trusts.',
  aud: 'The token was made for another audience (aud).',
  nbf: 'The token is not valid yet (nbf).',
  exp: 'The token has no time of expiry (exp).',
};

/** What is wrong, in words that hold nothing of the token. */
function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired (exp).';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return wrongClaims[error.claim] ?? 'A claim of the token is not as it must be.';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return "The token's signature is wrong.";
  }
  if (error instanceof errors.JWKSNoMatchingKey) return 'The token was signed with an unknown key.';
  return 'The token is not a signed JSON Web Token that this server can check.';
}
