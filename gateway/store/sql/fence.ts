/**
 * Fences in SQL. A statement of a lead begins WITH `held`, and does something only where that has
 * its row. The row is locked for the statement, so whoever takes the lead over waits for it, or makes
 * it find nothing: a stale fence writes nothing.
 */
import type { Fence } from '../job-store.ts';
import type { Database, Parameter } from './database.ts';
import type { Dialect } from './dialect.ts';

/** Its three parameters begin at number `first`. */
export function held(dialect: Dialect, first: number): string {
  return `held AS (SELECT job_id FROM leads WHERE job_id = $${first} AND gateway = $${first + 1}
          AND token = $${first + 2} ${dialect.forShare})`;
}

/**
 * Runs a statement after WITH `held` that returns a row for everything it changed. Resolves to
 * whether the fence is the newest, which only has to be asked where nothing was changed.
 */
export async function runFenced(
  database: Database,
  { jobId, gateway, token }: Fence,
  sql: string,
  parameters: readonly Parameter[],
): Promise<boolean> {
  const fence = [jobId, gateway, token];
  const withHeld = `WITH ${held(database.dialect, 1)}`;
  const rows = await database.repeatable(`${withHeld} ${sql}`, [...fence, ...parameters]);
  if (rows.length > 0) return true;
  return (await database.repeatable(`${withHeld} SELECT job_id FROM held`, fence)).length > 0;
}
