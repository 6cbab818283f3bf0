/**
 * PostgreSQL 15 or newer, by pg. Statements are prepared once per connection, so a pooler in between
 * has to know prepared statements (PgBouncer 1.21 does).
 *
 * Transactions are READ COMMITTED: where several gateways could write the same, statements lock the row
 * that decides (the tenant's, the lead's, the chain's head) and look at it again once they have it.
 */
import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool, types, type PoolClient } from 'pg';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { Database, Parameter, Row, Session } from '../sql/database.ts';
import { postgresDialect } from '../sql/dialect.ts';
import { isLost, isToBeRunAgain, postgresError } from './postgres-error.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** PEM of the authority that signed the server's certificate; null for what the URL says. */
  readonly caFile: string | null;
  /** The longest that a statement may take. */
  readonly statementMs?: number;
}

/** Together they tell within seconds that a database is away. */
const connectMs = 3000;
const defaultStatementMs = 5000;
/** The server tells itself when a statement takes too long; we only when it does not even do that. */
const answerMs = 1000;
/** A gateway that is paused in the middle of a transaction holds others up for no longer. */
const idleInTransactionMs = 5000;
const connections = 10;
const pausesMs = [20, 100, 400];
/** What took longer than this is not tried again: a second time would take as long. */
const retryWithinMs = 2000;

export class PostgresDatabase implements Database {
  readonly dialect = postgresDialect;
  readonly #pool: Pool;
  readonly #names = new Map<string, string>();

  constructor({ url, caFile, statementMs = defaultStatementMs }: PostgresOptions) {
    this.#pool = new Pool({
      connectionString: withAuthority(url, caFile),
      application_name: 'livecalc gateway',
      max: connections,
      connectionTimeoutMillis: connectMs,
      statement_timeout: statementMs,
      query_timeout: statementMs + answerMs,
      idle_in_transaction_session_timeout: idleInTransactionMs,
      keepAlive: true,
      types: { getTypeParser },
    });
    // A connection that is lost while nobody uses it: the pool makes another when one is needed.
    this.#pool.on('error', () => {});
  }

  async query(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    return await this.#connected((client) => this.#run(client, sql, parameters));
  }

  async repeatable(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    return await again(() => this.query(sql, parameters), isLostOrToBeRunAgain);
  }

  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const attempt = async (): Promise<T> =>
      await this.#connected(async (client) => {
        const session: Session = {
          query: async (sql, parameters = []) => await this.#run(client, sql, parameters),
        };
        await session.query('BEGIN');
        try {
          const result = await work(session);
          await session.query('COMMIT');
          return result;
        } catch (error) {
          // A lost connection rolls back by itself.
          if (!isOf(error, isLost)) await session.query('ROLLBACK');
          throw error;
        }
      });
    return await again(attempt, (error) => isOf(error, isToBeRunAgain));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.end();
  }

  async #connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#connection();
    let lost: Error | null = null;
    const lose = (error: Error): void => void (lost = error);
    client.on('error', lose);
    try {
      return await work(client);
    } catch (error) {
      if (isOf(error, isLost)) lost = error as Error;
      throw error;
    } finally {
      client.off('error', lose);
      client.release(lost ?? false);
    }
  }

  async #connection(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw postgresError(error);
    }
  }

  async #run(
    client: PoolClient,
    sql: string,
    parameters: readonly Parameter[],
  ): Promise<readonly Row[]> {
    try {
      const statement = { name: this.#nameOf(sql), text: sql, values: [...parameters] };
      return (await client.query<Row>(statement)).rows;
    } catch (error) {
      throw postgresError(error);
    }
  }

  /** PostgreSQL cuts names of more than 63 characters. */
  #nameOf(sql: string): string {
    let name = this.#names.get(sql);
    if (name === undefined) this.#names.set(sql, (name = hash('sha1', sql)));
    return name;
  }
}

async function again<T>(work: () => Promise<T>, isWorthIt: (e: unknown) => boolean): Promise<T> {
  const began = performance.now();
  for (const pauseMs of pausesMs) {
    try {
      return await work();
    } catch (error) {
      if (!isWorthIt(error) || performance.now() - began > retryWithinMs) throw error;
      await delay(pauseMs);
    }
  }
  return await work();
}

function isLostOrToBeRunAgain(error: unknown): boolean {
  return isOf(error, isLost) || isOf(error, isToBeRunAgain);
}

/** Asks the error of pg behind ours. */
function isOf(error: unknown, question: (cause: unknown) => boolean): boolean {
  return error instanceof LiveCalcError && question(error.cause);
}

/** pg takes TLS settings from the URL before all others. */
function withAuthority(url: string, caFile: string | null): string {
  if (caFile === null) return url;
  const whole = new URL(url);
  whole.searchParams.set('sslrootcert', caFile);
  if (!whole.searchParams.has('sslmode')) whole.searchParams.set('sslmode', 'verify-full');
  return whole.href;
}

const int8 = 20;
/** Whole numbers of 64 bits come as text otherwise; ours are below 2^53. */
const getTypeParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === int8 ? Number : types.getTypeParser(oid, format);
