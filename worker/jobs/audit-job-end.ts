import type { AuditLog } from '../../service/audit-log.ts';
import type { Job } from './job.ts';

/** The audit line of a job that has come to its end: whose it was, what was asked, what came out. */
export function auditJobEnd(audit: AuditLog, job: Job): void {
  const { jobId, planned, result, error } = job.status();
  const { principal, from } = job.owner;
  audit.record({
    requestId: jobId,
    from,
    who: principal,
    action: 'job.end',
    outcome: error === null ? 'ok' : 'failed',
    code: error?.code,
    job: jobId,
    runHash: planned?.runHash,
    resultHash: result?.resultHash ?? undefined,
    isPartial: result !== null && result.partial !== null,
  });
}
