/**
 * SQLite in this process, by node:sqlite, in WAL mode.
 *
 * Its calls are synchronous, and short: rows by key, batches of some hundreds. There is one connection,
 * used by one piece of work at a time. Where another process writes we do not wait inside SQLite, which
 * would hold up the event loop, but come back.
 *
 * A commit is on the disk's way when it returns (`synchronous = NORMAL`): it survives the end of the
 * process, however that comes, and the last ones may be missing after a power cut.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database, Parameter, Row, Session } from '../sql/database.ts';
import { sqliteDialect } from '../sql/dialect.ts';
import { Mutex } from './mutex.ts';
import { isBusy, sqliteError } from './sqlite-error.ts';

export interface SqliteOptions {
  /** A path, or `:memory:`. */
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** How long we come back to a database that another process holds. */
const busyMs = 5000;
const retryAfterMs = 5;

export class SqliteDatabase implements Database {
  readonly dialect = sqliteDialect;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #mutex = new Mutex();
  readonly #file: string;
  readonly #session: Session = {
    query: (sql, parameters = []) => Promise.resolve(this.#run(sql, parameters)),
  };

  /** Throws BACKEND_UNAVAILABLE where the file cannot be opened. */
  constructor({ file, now }: SqliteOptions) {
    this.#file = file;
    try {
      this.#database = new DatabaseSync(file, { timeout: retryAfterMs });
    } catch (error) {
      throw sqliteError(error, file);
    }
    this.#database.function('store_now', () => BigInt(Math.floor(now())));
  }

  /** Separate from the constructor, as it may have to wait for another process that opens too. */
  async useWal(): Promise<void> {
    await this.#alone(() => {
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    });
  }

  async query(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    return await this.#alone(() => this.#run(sql, parameters));
  }

  async repeatable(sql: string, parameters: readonly Parameter[] = []): Promise<readonly Row[]> {
    return await this.query(sql, parameters);
  }

  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return await this.#alone(async () => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = await work(this.#session);
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        // A full disk rolls back by itself.
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    using _held = await this.#mutex.lock();
    if (this.#database.isOpen) this.#database.close();
  }

  async #alone<T>(work: () => T | Promise<T>): Promise<T> {
    using _held = await this.#mutex.lock();
    for (let waitedMs = 0; ; waitedMs += retryAfterMs) {
      try {
        return await work();
      } catch (error) {
        if (!isBusy(error) || waitedMs >= busyMs) throw sqliteError(error, this.#file);
        await delay(retryAfterMs);
      }
    }
  }

  #run(sql: string, parameters: readonly Parameter[]): readonly Row[] {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      // SQLite numbers parameters as ?1; $1 would be a name to it.
      statement = this.#database.prepare(sql.replaceAll(/\$(?=\d)/g, '?'));
      this.#statements.set(sql, statement);
    }
    return statement.all(...parameters) as Row[];
  }
}
