/**
 * Fences in SQL. A statement of a lead begins with `heldBy`, and does something only where `held` has
 * its row. The row is locked for the statement, so whoever takes the lead over waits for it, or makes
 * it find nothing: a stale fence writes nothing.
 */
import type { Fence } from '../job-store.ts';
import type { Database, Parameter } from './database.ts';
import type { Dialect } from './dialect.ts';

/** Its three parameters begin at number `first`; without `first`, at 1. */
export function heldBy(dialect: Dialect, first = 1): string {
  return `WITH held AS (SELECT job_id FROM leads WHERE job_id = $${first} AND gateway = $${first + 1}
          AND token = $${first + 2} ${dialect.forShare})`;
}

/**
 * Runs a statement that begins with `heldBy` and returns a row for everything it changed. Resolves to
 * whether the fence is the newest, which only has to be asked where nothing was changed.
 */
export async function runFenced(
  database: Database,
  { jobId, gateway, token }: Fence,
  sql: string,
  parameters: readonly Parameter[],
): Promise<boolean> {
  const fence = [jobId, gateway, token];
  const held = heldBy(database.dialect);
  const rows = await database.repeatable(`${held} ${sql}`, [...fence, ...parameters]);
  if (rows.length > 0) return true;
  return (await database.repeatable(`${held} SELECT job_id FROM held`, fence)).length > 0;
}
