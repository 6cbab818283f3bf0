/** What an Assumptions Manager is asked. The routes are in docs/assumptions.md. */
import {
  assumptionListSchema,
  tableSchemaSchema,
  tokenSchema,
  versionFactsSchema,
  versionListSchema,
  type AssumptionList,
  type AssumptionVersion,
  type TableSchema,
  type VersionFacts,
} from '../../contracts/wire/assumptions-manager.ts';
import { Secret } from '../../service/settings/secret.ts';
import type { Connection } from './connection.ts';
import { askJson, reading } from './request.ts';
import { retrying } from './retrying.ts';

/** A token, and when it expires. */
export interface IssuedToken {
  readonly token: Secret;
  /** Milliseconds since 1970; null where that is not known. */
  readonly expiresAtMs: number | null;
}

/** What a request is made with: a token that has not expired. */
export interface TokenSource {
  token(): Promise<Secret>;
}

/** Throws UNAUTHENTICATED where the manager does not know the user by this password. */
export async function login(
  connection: Connection,
  user: string,
  password: Secret,
): Promise<IssuedToken> {
  const body = { user, password: password.reveal() };
  const request = { method: 'POST', route: '/v1/login', body } as const;
  return issued(await askJson(connection, request, tokenSchema));
}

/** Throws UNAUTHENTICATED where the token is not accepted any more. */
export async function refresh(connection: Connection, token: Secret): Promise<IssuedToken> {
  const request = { method: 'POST', route: '/v1/refresh', token, body: {} } as const;
  return issued(await askJson(connection, request, tokenSchema));
}

function issued({ token, expiresAt }: { token: string; expiresAt: string }): IssuedToken {
  return { token: new Secret(token), expiresAtMs: Date.parse(expiresAt) };
}

/** Every method throws SERVER_UNREACHABLE, UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, RATE_LIMITED, BACKEND_UNAVAILABLE. */
export class ManagerClient {
  readonly #connection: Connection;
  readonly #tokens: TokenSource;

  constructor(connection: Connection, tokens: TokenSource) {
    this.#connection = connection;
    this.#tokens = tokens;
  }

  get url(): string {
    return this.#connection.url;
  }

  async list(): Promise<AssumptionList['assumptions']> {
    return (await this.#ask('', assumptionListSchema)).assumptions;
  }

  /** The oldest first. */
  async versions(name: string): Promise<readonly AssumptionVersion[]> {
    return (await this.#ask(`/${name}/versions`, versionListSchema)).versions;
  }

  version(name: string, version: string): Promise<VersionFacts> {
    return this.#ask(`/${name}/${version}`, versionFactsSchema);
  }

  schema(name: string, version: string): Promise<TableSchema> {
    return this.#ask(`/${name}/${version}/schema`, tableSchemaSchema);
  }

  /** What `take` makes of the table's bytes; it is called again where they stop half-way. */
  async data<T>(
    name: string,
    version: string,
    take: (bytes: AsyncIterable<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    return await retrying(this.#connection, async () => {
      const token = await this.#tokens.token();
      const route = `/v1/assumptions/${name}/${version}/data`;
      return await reading(this.#connection, { method: 'GET', route, token }, take);
    });
  }

  async #ask<S extends Parameters<typeof askJson>[2]>(route: string, schema: S) {
    const token = await this.#tokens.token();
    const request = { method: 'GET', route: `/v1/assumptions${route}`, token } as const;
    return await askJson(this.#connection, request, schema);
  }
}
