/** Who asks: what credentials name, and all that the rest of a server sees of them. */

/** In ascending order; each may do what those before it may. */
export const roles = ['viewer', 'submitter', 'operator', 'admin'] as const;

export type Role = (typeof roles)[number];

export interface Principal {
  /** The user or the service, as the credentials name it. */
  readonly subject: string;
  /** Everything that is stored belongs to one; another tenant's looks like a missing one (I8). */
  readonly tenant: string;
  readonly roles: readonly Role[];
  /** How it was authenticated, for the audit log. */
  readonly method: 'jwt' | 'apiKey' | 'none';
  /** When the credentials expire, milliseconds since 1970; absent where they do not. */
  readonly expiresAtMs?: number;
}
