import { LiveCalcError } from '../../contracts/errors.ts';
import { jobIdSchema } from '../../contracts/wire/job.ts';
import type { JobRecord, JobStore } from '../store/job-store.ts';

/** Throws NOT_FOUND, also for another tenant's (I8), BACKEND_UNAVAILABLE. */
export async function findJob(
  store: Pick<JobStore, 'job'>,
  tenant: string,
  jobId: string,
): Promise<JobRecord> {
  const job = jobIdSchema.safeParse(jobId).success ? await store.job(tenant, jobId) : null;
  if (job !== null) return job;
  const message =
    `There is no job ${jobId.slice(0, 100)}. A job is removed a while after its end ` +
    '(JOB_RETENTION_MINUTES), or when it is deleted: submit it again.';
  throw new LiveCalcError('NOT_FOUND', message, { found: jobId.slice(0, 100) });
}
