/** The store of a fleet: PostgreSQL. Gateways import it lazily, as pg takes its time to load. */
import { migrate } from './migrations/migrate.ts';
import type { JobStore } from './job-store.ts';
import { PostgresDatabase, type PostgresOptions } from './postgres/postgres-database.ts';
import { sqlJobStore } from './sql/sql-job-store.ts';

/** A migration may have to go over every row. */
const migrationMs = 10 * 60_000;

/** Connects and brings the schema up to date. Throws BACKEND_UNAVAILABLE. */
export async function openPostgresStore(options: PostgresOptions): Promise<JobStore> {
  await using patient = new PostgresDatabase({ ...options, statementMs: migrationMs });
  await migrate(patient);
  return sqlJobStore(new PostgresDatabase(options));
}
