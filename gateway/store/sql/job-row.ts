/** A job's row and its record. */
import { jobStates, type JobState } from '../../../contracts/wire/job.ts';
import type { Row } from './database.ts';
import type { JobChange, JobRecord } from '../job-store.ts';

/** Without what only the database looks at. */
export const jobColumns = `id, tenant, subject, model, content_hash, brings_code, pool, created_at,
  deadline_at, max_attempts, recompute, idempotency_key, traceparent, state, waiting_for, started_at,
  finished_at, runtime_version, planned, progress, result, tables, execution_record, error, answered_from,
  cancel_requested, version`;

/** A state at which nothing more is done; the same words as in the indices, which serve only these. */
export const hasEnded = `state IN ('COMPLETED', 'FAILED', 'CANCELLED')`;
export const hasNotEnded = `state NOT IN ('COMPLETED', 'FAILED', 'CANCELLED')`;
/** A state that this version knows what to do with; beside `hasNotEnded`, for the index. */
export const canBeLed = `state IN ('PENDING', 'SCHEDULED', 'RUNNING')`;

/** UNKNOWN for what only a later version knows. */
export function stateOf(stored: unknown): JobState {
  return jobStates.find((state) => state === stored) ?? 'UNKNOWN';
}

export function jobOf(row: Row): JobRecord {
  const state = stateOf(row['state']);
  return {
    id: row['id'] as string,
    tenant: row['tenant'] as string,
    subject: row['subject'] as string,
    model: parsed(row['model']) as JobRecord['model'],
    contentHash: row['content_hash'] as string,
    bringsCode: row['brings_code'] === 1,
    pool: row['pool'] as string,
    createdAt: row['created_at'] as number,
    deadlineAt: row['deadline_at'] as number | null,
    maxAttempts: row['max_attempts'] as number,
    recompute: row['recompute'] === 1,
    idempotencyKey: row['idempotency_key'] as string | null,
    traceparent: row['traceparent'] as string | null,
    state,
    waitingFor: state === 'PENDING' ? (row['waiting_for'] as string | null) : null,
    startedAt: row['started_at'] as number | null,
    finishedAt: row['finished_at'] as number | null,
    runtimeVersion: row['runtime_version'] as string | null,
    planned: parsed(row['planned']) as JobRecord['planned'],
    progress: parsed(row['progress']) as JobRecord['progress'],
    result: parsed(row['result']) as JobRecord['result'],
    tables: parsed(row['tables']) as JobRecord['tables'],
    executionRecord: parsed(row['execution_record']) as JobRecord['executionRecord'],
    error: parsed(row['error']) as JobRecord['error'],
    answeredFrom: row['answered_from'] as string | null,
    isCancelRequested: row['cancel_requested'] === 1,
    version: row['version'] as number,
  };
}

/** The columns that a change sets, with their values. */
export function changedColumns(
  change: JobChange,
): readonly (readonly [string, string | number | null])[] {
  const all = {
    waiting_for: change.waitingFor,
    started_at: change.startedAt,
    finished_at: change.finishedAt,
    runtime_version: change.runtimeVersion,
    planned: json(change.planned),
    run_hash: change.planned?.runHash,
    progress: json(change.progress),
    result: json(change.result),
    tables: json(change.tables),
    execution_record: json(change.executionRecord),
    error: json(change.error),
    answered_from: change.answeredFrom,
  };
  return Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
}

/** JSON of a value; absent and null stay what they are. */
function json(value: unknown): string | null | undefined {
  return value === undefined || value === null ? value : JSON.stringify(value);
}

export function parsed(text: Row[string] | undefined): unknown {
  return typeof text === 'string' ? JSON.parse(text) : null;
}
