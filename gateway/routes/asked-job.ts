import type { Request } from 'express';
import { contextOf, principalOf } from '../../service/http/request-context.ts';
import { findJob } from '../jobs/find-job.ts';
import type { JobRecord, JobStore } from '../store/job-store.ts';

/** The job of the address, noted for the audit line. Throws NOT_FOUND. */
export async function askedJob(store: Pick<JobStore, 'job'>, request: Request): Promise<JobRecord> {
  const { tenant } = principalOf(request);
  const job = await findJob(store, tenant, String(request.params['jobId']));
  noteJob(request, job);
  return job;
}

export function noteJob(request: Request, { id, planned, result }: JobRecord): void {
  const { facts } = contextOf(request);
  facts.job = id;
  if (planned) facts.runHash = planned.runHash;
  if (result?.resultHash) facts.resultHash = result.resultHash;
}
