/** Which objects are there for whom, and until when. */
import type { ObjectRef } from '../../../contracts/wire/task.ts';
import type { Representation } from '../job-store.ts';
import type { Database, Session } from './database.ts';
import type { Dialect } from './dialect.ts';
import { parsed } from './job-row.ts';

const touch = `ON CONFLICT (tenant, sha256) DO UPDATE SET touched_at = excluded.touched_at`;

/**
 * Notes objects of a job, and that they were touched now: whoever forgets one at the same time either
 * waits and sees that it is needed, or was first, and the row is there anew.
 */
export async function addJobObjects(
  session: Session,
  dialect: Dialect,
  jobId: string,
  objects: readonly ObjectRef[],
): Promise<void> {
  if (objects.length === 0) return;
  const records = dialect.records('$2', { sha256: 'TEXT', size_bytes: 'BIGINT' });
  const parameters = [jobId, recordsOf(objects)];
  await session.query(
    `INSERT INTO objects (tenant, sha256, size_bytes, touched_at)
     SELECT jobs.tenant, object.sha256, object.size_bytes, store_now()
     FROM jobs CROSS JOIN (${records}) AS object WHERE jobs.id = $1 ORDER BY object.sha256 ${touch}`,
    parameters,
  );
  await session.query(
    `INSERT INTO job_objects (job_id, tenant, sha256)
     SELECT jobs.id, jobs.tenant, object.sha256
     FROM jobs CROSS JOIN (${records}) AS object WHERE jobs.id = $1
     ON CONFLICT (job_id, sha256) DO NOTHING`,
    parameters,
  );
}

export async function useObjects(
  database: Database,
  jobId: string,
  objects: readonly ObjectRef[],
): Promise<void> {
  await database.transaction(async (session) => {
    await addJobObjects(session, database.dialect, jobId, objects);
  });
}

export async function touchObject(
  database: Database,
  tenant: string,
  { sha256, sizeBytes }: ObjectRef,
): Promise<void> {
  await database.repeatable(
    `INSERT INTO objects (tenant, sha256, size_bytes, touched_at)
     VALUES ($1, $2, $3, store_now()) ${touch}`,
    [tenant, sha256, sizeBytes],
  );
}

/** By the clock that has written when they were touched: those of gateways may differ from it. */
const isUnused = (forMs: string): string =>
  `touched_at < store_now() - ${forMs} AND NOT EXISTS (SELECT 1 FROM job_objects
   WHERE job_objects.tenant = objects.tenant AND job_objects.sha256 = objects.sha256)`;

export async function unusedObjects(
  database: Database,
  forMs: number,
  limit: number,
): Promise<readonly { tenant: string; sha256: string }[]> {
  const rows = await database.repeatable(
    `SELECT tenant, sha256 FROM objects WHERE ${isUnused('$1')} ORDER BY touched_at LIMIT $2`,
    [forMs, limit],
  );
  return rows.map((row) => ({
    tenant: row['tenant'] as string,
    sha256: row['sha256'] as string,
  }));
}

export async function forgetObject(
  database: Database,
  tenant: string,
  sha256: string,
  forMs: number,
): Promise<boolean> {
  const rows = await database.query(
    `DELETE FROM objects WHERE tenant = $1 AND sha256 = $2 AND ${isUnused('$3')} RETURNING sha256`,
    [tenant, sha256, forMs],
  );
  return rows.length > 0;
}

export async function representation(
  database: Database,
  jobId: string,
  table: string,
  format: string,
): Promise<Representation | null> {
  const [row] = await database.repeatable(
    `SELECT object FROM representations WHERE job_id = $1 AND table_name = $2 AND format = $3`,
    [jobId, table, format],
  );
  if (row === undefined) return null;
  return { jobId, table, format, object: parsed(row['object']) as ObjectRef };
}

/** The first one stays. Nothing is kept for a job that is gone. */
export async function addRepresentation(
  database: Database,
  { jobId, table, format, object }: Representation,
): Promise<void> {
  await database.repeatable(
    `INSERT INTO representations (job_id, table_name, format, object)
     SELECT id, $2, $3, $4 FROM jobs WHERE id = $1
     ON CONFLICT (job_id, table_name, format) DO NOTHING`,
    [jobId, table, format, JSON.stringify(object)],
  );
}

/** Each once, in one order, so that two submissions never wait for each other. */
function recordsOf(objects: readonly ObjectRef[]): string {
  const once = new Map(objects.map(({ sha256, sizeBytes }) => [sha256, sizeBytes]));
  const sorted = [...once].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(sorted.map(([sha256, size_bytes]) => ({ sha256, size_bytes })));
}
