/** Finding jobs. */
import type { JobFilter, JobPage, JobRecord, Transition } from '../job-store.ts';
import { cursorOf, readCursor } from './cursor.ts';
import type { Database, Parameter } from './database.ts';
import { jobColumns, jobOf, stateOf } from './job-row.ts';

export async function findJob(
  database: Database,
  jobId: string,
  tenant: string | null,
): Promise<JobRecord | null> {
  const ofTenant = tenant === null ? '' : ' AND tenant = $2';
  const [row] = await database.repeatable(
    `SELECT ${jobColumns} FROM jobs WHERE id = $1${ofTenant}`,
    tenant === null ? [jobId] : [jobId, tenant],
  );
  return row === undefined ? null : jobOf(row);
}

export async function listJobs(
  database: Database,
  filter: JobFilter,
  limit: number,
  cursor: string | null,
): Promise<JobPage> {
  const parameters: Parameter[] = [filter.tenant];
  const given = (value: Parameter): string => `$${parameters.push(value)}`;
  const conditions = ['tenant = $1'];
  const { states, createdAfter, createdBefore } = filter;
  if (states !== undefined) {
    conditions.push(database.dialect.isOneOf('state', given(JSON.stringify(states))));
  }
  if (createdAfter !== undefined) conditions.push(`created_at > ${given(createdAfter)}`);
  if (createdBefore !== undefined) conditions.push(`created_at < ${given(createdBefore)}`);
  if (cursor !== null) {
    const [createdAt, id] = readCursor(cursor);
    conditions.push(`(created_at, id) < (${given(createdAt)}, ${given(id)})`);
  }
  const rows = await database.repeatable(
    `SELECT ${jobColumns} FROM jobs WHERE ${conditions.join(' AND ')}
     ORDER BY created_at DESC, id DESC LIMIT $${parameters.length + 1}`,
    // One more tells whether there is a next page.
    [...parameters, limit + 1],
  );
  const jobs = rows.slice(0, limit).map(jobOf);
  return { jobs, nextCursor: rows.length > limit ? cursorOf(jobs.at(-1)!) : null };
}

export async function transitionsOf(
  database: Database,
  jobId: string,
): Promise<readonly Transition[]> {
  const rows = await database.repeatable(
    `SELECT at, from_state, to_state, reason, moved_by FROM transitions
     WHERE job_id = $1 ORDER BY sequence`,
    [jobId],
  );
  return rows.map((row) => ({
    at: row['at'] as number,
    from: row['from_state'] === null ? null : stateOf(row['from_state']),
    to: stateOf(row['to_state']),
    reason: row['reason'] as string,
    by: row['moved_by'] as string,
  }));
}

export async function answersOf(database: Database, jobId: string): Promise<readonly string[]> {
  const rows = await database.repeatable(
    `SELECT id FROM jobs WHERE answered_from = $1 AND state = 'COMPLETED' ORDER BY id`,
    [jobId],
  );
  return rows.map((row) => row['id'] as string);
}

/** Partial results have no hash, and answer nobody else (I1). */
export async function answeredJob(
  database: Database,
  tenant: string,
  asked: { readonly contentHash: string } | { readonly runHash: string },
): Promise<JobRecord | null> {
  const [column, hash] =
    'runHash' in asked ? ['run_hash', asked.runHash] : ['content_hash', asked.contentHash];
  const [row] = await database.repeatable(
    `SELECT ${jobColumns} FROM jobs WHERE tenant = $1 AND ${column} = $2 AND state = 'COMPLETED'
       AND ${database.dialect.field('result', 'resultHash')} IS NOT NULL
     ORDER BY finished_at DESC, id LIMIT 1`,
    [tenant, hash],
  );
  return row === undefined ? null : jobOf(row);
}
