import type { AuditLog } from '../../service/audit-log.ts';
import type { JobRecord } from '../store/job-store.ts';

/** The audit line of a job that has come to its end: whose it was, what was asked, what came out. */
export function auditJobEnd(audit: AuditLog, job: JobRecord): void {
  const { id, subject, tenant, planned, result, error } = job;
  audit.record({
    requestId: id,
    from: '',
    who: { subject, tenant, roles: [], method: 'none' },
    action: 'job.end',
    outcome: error === null ? 'ok' : 'failed',
    code: error?.code,
    job: id,
    runHash: planned?.runHash,
    resultHash: result?.resultHash ?? undefined,
    isPartial: result !== null && result.partial !== null,
  });
}
