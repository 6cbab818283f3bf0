import type { Principal } from '../principal.ts';

/** Who opens a socket, by the credentials that it brings. */
export interface SocketUsers {
  /** Whether credentials are asked for. */
  readonly required: boolean;
  /** Of the value of an Authorization header. Throws UNAUTHENTICATED. */
  authenticateHeader(authorization: string | undefined): Promise<Principal>;
  /** Of the token in a first message `authenticate`. Throws UNAUTHENTICATED. */
  authenticateToken(token: string): Promise<Principal>;
}
