/** One JSON line per action of a tenant: who, what, on what, with what outcome, from where. */
import pino from 'pino';
import type { ErrorCode } from '../contracts/errors.ts';
import type { Principal } from './principal.ts';
import type { Action } from './roles.ts';

export interface AuditEntry {
  readonly requestId: string;
  /** The remote address. */
  readonly from: string;
  /** Null where nobody could be named. */
  readonly who: Principal | null;
  /** `authenticate` where the request came no further; `job.end` when a job has come to its end. */
  readonly action: Action | 'authenticate' | 'job.end';
  readonly outcome: 'ok' | 'refused' | 'failed';
  readonly code?: ErrorCode | undefined;
  readonly job?: string | undefined;
  readonly runHash?: string | undefined;
  readonly resultHash?: string | undefined;
  /** Of a job that has a result without a hash: a failure has shaped it (I1). */
  readonly isPartial?: boolean | undefined;
}

export interface AuditLog {
  record(entry: AuditEntry): void;
}

/** Where lines go. */
export interface LineStream {
  write(line: string): unknown;
}

/** Lines are written before `record` returns, so that none is lost with the process. */
export function createAuditLog(stream: LineStream, now: () => Date = () => new Date()): AuditLog {
  return {
    record: (entry) => void stream.write(`${auditLine(entry, now())}\n`),
  };
}

/** One line of JSON, without its end. */
export function auditLine(entry: AuditEntry, at: Date): string {
  const { requestId, from, who, action, outcome, code, job, runHash, resultHash, isPartial } =
    entry;
  return JSON.stringify({
    channel: 'audit',
    time: at.toISOString(),
    requestId,
    tenant: who?.tenant ?? null,
    subject: who?.subject ?? null,
    method: who?.method ?? null,
    action,
    job,
    runHash,
    resultHash,
    partial: isPartial === true ? true : undefined,
    outcome,
    code,
    from,
  });
}

/** The stream of AUDIT_FILE, or stdout. */
export function auditStream(file: string | null): LineStream {
  return pino.destination({ dest: file ?? 1, sync: true, mkdir: file !== null });
}
