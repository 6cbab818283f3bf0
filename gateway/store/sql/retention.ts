/** Removing what was kept long enough, and what tenants have used. */
import type { Usage } from '../job-store.ts';
import type { Database, Session } from './database.ts';
import { hasEnded } from './job-row.ts';

const dayMs = 86_400_000;

export async function endedBefore(
  database: Database,
  at: number,
  limit: number,
): Promise<readonly string[]> {
  const rows = await database.repeatable(
    `SELECT id FROM jobs WHERE ${hasEnded} AND finished_at < $1 ORDER BY finished_at LIMIT $2`,
    [at, limit],
  );
  return rows.map((row) => row['id'] as string);
}

/** Tasks, transitions and uses of objects go with the row; what was computed stays counted. */
export async function purgeJob(database: Database, jobId: string): Promise<void> {
  await database.transaction(async (session) => {
    const [job] = await session.query(
      `SELECT tenant, created_at / ${dayMs} AS day FROM jobs WHERE id = $1 AND ${hasEnded}
       ${database.dialect.forUpdate}`,
      [jobId],
    );
    if (job === undefined) return;
    const tenant = job['tenant'] as string;
    await count(session, tenant, job['day'] as number, 1, 0);
    const days = await session.query(
      `SELECT done_at / ${dayMs} AS day, SUM(compute_ms) / 1000.0 AS seconds FROM tasks
       WHERE job_id = $1 AND done_at IS NOT NULL GROUP BY 1 ORDER BY 1`,
      [jobId],
    );
    for (const row of days) {
      await count(session, tenant, row['day'] as number, 0, row['seconds'] as number);
    }
    await session.query(`DELETE FROM jobs WHERE id = $1`, [jobId]);
  });
}

async function count(
  session: Session,
  tenant: string,
  day: number,
  jobs: number,
  computeSeconds: number,
): Promise<void> {
  await session.query(
    `INSERT INTO usage (tenant, day, jobs, compute_seconds) VALUES ($1, $2, $3, $4)
     ON CONFLICT (tenant, day) DO UPDATE SET jobs = usage.jobs + excluded.jobs,
       compute_seconds = usage.compute_seconds + excluded.compute_seconds`,
    [tenant, day, jobs, computeSeconds],
  );
}

/**
 * What purged jobs left, and the rows of those that are still there: nothing has to be added up while
 * outcomes come in.
 */
export async function usageOf(
  database: Database,
  tenant: string,
  fromDay: string,
  toDay: string,
): Promise<readonly Usage[]> {
  const rows = await database.repeatable(
    `SELECT day, CAST(SUM(jobs) AS BIGINT) AS jobs, SUM(seconds) AS seconds FROM (
       SELECT day, jobs, compute_seconds AS seconds FROM usage WHERE tenant = $1
       UNION ALL SELECT created_at / ${dayMs}, 1, 0.0 FROM jobs WHERE tenant = $1
       UNION ALL SELECT done_at / ${dayMs}, 0, compute_ms / 1000.0 FROM tasks
         WHERE tenant = $1 AND done_at IS NOT NULL) AS uses
     WHERE day BETWEEN $2 AND $3 GROUP BY day ORDER BY day`,
    [tenant, Date.parse(fromDay) / dayMs, Date.parse(toDay) / dayMs],
  );
  return rows.map((row) => ({
    tenant,
    day: new Date((row['day'] as number) * dayMs).toISOString().slice(0, 10),
    jobs: row['jobs'] as number,
    computeSeconds: row['seconds'] as number,
  }));
}
