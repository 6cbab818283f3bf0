/** Taking jobs in: one submission of a tenant at a time. */
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { JobRecord, NewJob, Quota } from '../job-store.ts';
import type { Database, Row, Session } from './database.ts';
import { hasNotEnded, jobColumns, jobOf } from './job-row.ts';
import { addJobObjects } from './objects.ts';

export async function insertJob(
  database: Database,
  job: NewJob,
  quota: Quota,
): Promise<{ readonly job: JobRecord; readonly isNew: boolean }> {
  return await database.transaction(async (session) => {
    await lockTenant(session, job.tenant);
    const first = await firstOfKey(session, job);
    if (first !== null) return { job: first, isNew: false };
    await checkQuota(session, job, quota);
    const row = await insertRow(session, job);
    await addJobObjects(session, database.dialect, job.id, job.objects);
    return { job: jobOf(row), isNew: true };
  });
}

/** From here on no other submission of the tenant counts jobs or looks for a key. */
async function lockTenant(session: Session, tenant: string): Promise<void> {
  await session.query(
    `INSERT INTO tenants (tenant) VALUES ($1)
     ON CONFLICT (tenant) DO UPDATE SET tenant = excluded.tenant`,
    [tenant],
  );
}

async function firstOfKey(session: Session, job: NewJob): Promise<JobRecord | null> {
  if (job.idempotencyKey === null) return null;
  const [row] = await session.query(
    `SELECT ${jobColumns} FROM jobs WHERE tenant = $1 AND idempotency_key = $2`,
    [job.tenant, job.idempotencyKey],
  );
  if (row === undefined) return null;
  if (row['content_hash'] === job.contentHash) return jobOf(row);
  throw new LiveCalcError(
    'IDEMPOTENCY_CONFLICT',
    `The Idempotency-Key ${JSON.stringify(job.idempotencyKey)} was used before, for job ${jobOf(row).id}, ` +
      'which was asked something else. Use a new key for a new request.',
  );
}

async function checkQuota(session: Session, job: NewJob, quota: Quota): Promise<void> {
  const [row] = await session.query(
    `SELECT COUNT(*) AS jobs, CAST(COALESCE(SUM(queued_bytes), 0) AS BIGINT) AS bytes
     FROM jobs WHERE tenant = $1 AND ${hasNotEnded}`,
    [job.tenant],
  );
  const jobs = row?.['jobs'] as number;
  const bytes = (row?.['bytes'] as number) + job.queuedBytes;
  if (jobs >= quota.jobs) {
    throw new LiveCalcError(
      'QUOTA_EXCEEDED',
      `The tenant has ${jobs} jobs that are not at their end, and may have ${quota.jobs}. Wait until one ends, or cancel one.`,
      { found: String(jobs), expected: `fewer than ${quota.jobs}` },
    );
  }
  if (bytes > quota.queuedBytes) {
    throw new LiveCalcError(
      'QUOTA_EXCEEDED',
      `With this job, those of the tenant that are not at their end would have ${bytes} bytes of inputs; they may have ${quota.queuedBytes}. Wait until one ends, or cancel one.`,
      { found: String(bytes), expected: `at most ${quota.queuedBytes}` },
    );
  }
}

async function insertRow(session: Session, job: NewJob): Promise<Row> {
  const values = {
    id: job.id,
    tenant: job.tenant,
    subject: job.subject,
    model: JSON.stringify(job.model),
    content_hash: job.contentHash,
    brings_code: Number(job.bringsCode),
    pool: job.pool,
    created_at: job.createdAt,
    deadline_at: job.deadlineAt,
    max_attempts: job.maxAttempts,
    recompute: Number(job.recompute),
    idempotency_key: job.idempotencyKey,
    traceparent: job.traceparent,
    queued_bytes: job.queuedBytes,
    state: 'PENDING',
    moved_at: job.createdAt,
    moved_by: `user ${job.subject}`,
    moved_reason: 'It was submitted.',
  };
  const names = Object.keys(values);
  const [row] = await session.query(
    `INSERT INTO jobs (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})
     RETURNING ${jobColumns}`,
    Object.values(values),
  );
  return row!;
}
