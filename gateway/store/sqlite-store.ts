/** The store of one machine: a SQLite file. */
import { migrate } from './migrations/migrate.ts';
import type { JobStore } from './job-store.ts';
import { sqlJobStore } from './sql/sql-job-store.ts';
import { SqliteDatabase, type SqliteOptions } from './sqlite/sqlite-database.ts';

/** Opens it, makes it where there is none, and brings it up to date. Throws BACKEND_UNAVAILABLE. */
export async function openSqliteStore(options: SqliteOptions): Promise<JobStore> {
  const database = new SqliteDatabase(options);
  try {
    await database.useWal();
    await migrate(database);
  } catch (error) {
    await database[Symbol.asyncDispose]();
    throw error;
  }
  return sqlJobStore(database);
}
