/** Who sends a request, by the credentials in it. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Principal } from '../principal.ts';

export interface Authenticator {
  /** Whether credentials are asked for; without them everybody is the `local` principal. */
  readonly required: boolean;
  /**
   * Of the value of an Authorization header. Throws UNAUTHENTICATED with the reason, AUTH_UNAVAILABLE
   * where the issuer's keys cannot be had just now. No message holds anything of a token.
   */
  authenticateHeader(authorization: string | undefined): Promise<Principal>;
  /** Of a bare token, such as a socket's first frame brings. Throws as `authenticateHeader`. */
  authenticateToken(token: string): Promise<Principal>;
}

/** One kind of credentials. */
export interface TokenVerifier {
  /** Whether a token is of the kind that is checked here; if so, no other verifier is asked. */
  takes(token: string): boolean;
  /** Throws UNAUTHENTICATED, AUTH_UNAVAILABLE. */
  verify(token: string): Promise<Principal>;
}

/** As long as a token may be. */
const maxTokenLength = 16_384;
const bearer = /^bearer +([\w.~+/-]+=*)$/i;

export function authenticatorOf(verifiers: readonly TokenVerifier[]): Authenticator {
  const authenticateToken = async (token: string): Promise<Principal> => {
    if (token.length > maxTokenLength) {
      throw unauthenticated(`The token is longer than ${maxTokenLength} characters.`);
    }
    const verifier = verifiers.find((one) => one.takes(token));
    if (verifier === undefined) {
      throw unauthenticated('The token is of no kind that this server accepts.');
    }
    return verifier.verify(token);
  };
  return {
    required: true,
    authenticateToken,
    async authenticateHeader(authorization) {
      if (authorization === undefined || authorization === '') {
        throw unauthenticated('The request names nobody. Send "Authorization: Bearer TOKEN".');
      }
      const token = bearer.exec(authorization)?.[1];
      if (token === undefined) {
        throw unauthenticated('The Authorization header is not "Bearer TOKEN".');
      }
      return authenticateToken(token);
    },
  };
}

const local: Principal = {
  subject: 'local',
  tenant: 'local',
  roles: ['viewer', 'submitter', 'operator', 'admin'],
  method: 'none',
};

/** For a server on loopback without credentials: all who can reach it are the same. */
export const openAuthenticator: Authenticator = {
  required: false,
  authenticateHeader: () => Promise.resolve(local),
  authenticateToken: () => Promise.resolve(local),
};

export function unauthenticated(reason: string): LiveCalcError {
  return new LiveCalcError('UNAUTHENTICATED', reason);
}
