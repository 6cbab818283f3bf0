/** A token that is exchanged for a new one before it expires. */
import { decodeJwt } from 'jose';
import { LiveCalcError } from '../../contracts/errors.ts';
import { Secret } from '../../service/settings/secret.ts';
import type { Connection } from './connection.ts';
import { refresh, type IssuedToken, type TokenSource } from './manager-client.ts';

/** A token is exchanged when less than this is left of it, or a fifth of its life. */
const marginMs = 60_000;

export class TokenSession implements TokenSource {
  readonly #connection: Connection;
  readonly #now: () => number;
  #current: IssuedToken;
  #refreshAtMs: number;
  #refreshing: Promise<void> | null = null;

  constructor(connection: Connection, token: IssuedToken, now: () => number = Date.now) {
    this.#connection = connection;
    this.#now = now;
    this.#current = token;
    this.#refreshAtMs = this.#timeToRefresh(token);
  }

  /** Throws UNAUTHENTICATED where it has expired. */
  async token(): Promise<Secret> {
    const { expiresAtMs } = this.#current;
    if (expiresAtMs !== null && this.#now() >= expiresAtMs) throw expired(expiresAtMs);
    if (this.#now() >= this.#refreshAtMs) await (this.#refreshing ??= this.#refresh());
    return this.#current.token;
  }

  async #refresh(): Promise<void> {
    try {
      this.#current = await refresh(this.#connection, this.#current.token);
      this.#refreshAtMs = this.#timeToRefresh(this.#current);
    } catch (error) {
      // Whoever cannot exchange it uses it up: the manager says when it no longer counts.
      if (!(error instanceof LiveCalcError) || this.#connection.signal.aborted) throw error;
      this.#refreshAtMs = Infinity;
    } finally {
      this.#refreshing = null;
    }
  }

  #timeToRefresh({ expiresAtMs }: IssuedToken): number {
    if (expiresAtMs === null) return Infinity;
    return expiresAtMs - Math.min(marginMs, (expiresAtMs - this.#now()) / 5);
  }
}

/** A token that somebody gave; a JSON Web Token says when it expires. */
export function givenToken(text: string): IssuedToken {
  return { token: new Secret(text), expiresAtMs: expiryOf(text) };
}

function expiryOf(text: string): number | null {
  try {
    const { exp } = decodeJwt(text);
    return exp === undefined ? null : exp * 1000;
  } catch {
    return null;
  }
}

function expired(atMs: number): LiveCalcError {
  const at = new Date(atMs).toISOString();
  const message =
    `The token for the Assumptions Manager expired at ${at}. Get another with livecalc assumptions login, ` +
    'or put one into LIVECALC_AM_TOKEN.';
  return new LiveCalcError('UNAUTHENTICATED', message, { found: `expired at ${at}` });
}
