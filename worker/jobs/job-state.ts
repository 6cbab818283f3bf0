/**
 * What is known of a job, and how it changes: docs/job-states.md explains the states. Pure: events
 * in, the new state out.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import {
  finalStates,
  type JobProgress,
  type JobStatus,
  type PlannedJob,
  type StoredTable,
} from '../../contracts/wire/job.ts';
import { problemOf } from '../../contracts/wire/problem-details.ts';

export type JobEvent =
  | { readonly kind: 'waiting'; readonly waitingFor: string }
  | { readonly kind: 'started' }
  | { readonly kind: 'progress'; readonly progress: JobProgress }
  | { readonly kind: 'table'; readonly table: StoredTable }
  /** Its process was lost: it waits to be run from the beginning. */
  | { readonly kind: 'restarting' }
  | { readonly kind: 'completed'; readonly result: RunResult }
  /** The run ended with an error; CANCELLED is one of them. */
  | { readonly kind: 'ended'; readonly error: unknown };

/** A job that was accepted and planned. `at` is a time in milliseconds since 1970. */
export function plannedJob(jobId: string, planned: PlannedJob, at: number): JobStatus {
  return {
    jobId,
    status: 'PENDING',
    createdAt: timeOf(at),
    startedAt: null,
    finishedAt: null,
    waitingFor: null,
    planned,
    progress: null,
    tables: [],
    result: null,
    error: null,
  };
}

/** The job after the event. What comes after its end changes nothing. */
export function jobAfter(job: JobStatus, event: JobEvent, at: number): JobStatus {
  if (finalStates.has(job.status)) return job;
  switch (event.kind) {
    case 'waiting':
      return { ...job, status: 'PENDING', waitingFor: event.waitingFor };
    case 'started':
      return { ...job, status: 'RUNNING', waitingFor: null, startedAt: timeOf(at) };
    case 'progress':
      return { ...job, progress: event.progress };
    case 'table':
      return { ...job, tables: [...job.tables, event.table] };
    case 'restarting':
      return { ...job, status: 'PENDING', startedAt: null, progress: null, tables: [] };
    case 'completed':
      return { ...ended(job, at), status: 'COMPLETED', result: event.result };
    case 'ended':
      return { ...ended(job, at), ...failure(event.error), tables: [] };
  }
}

function ended(job: JobStatus, at: number): JobStatus {
  return { ...job, waitingFor: null, progress: null, finishedAt: timeOf(at) };
}

function failure(error: unknown): Pick<JobStatus, 'status' | 'error'> {
  const isCancelled = error instanceof LiveCalcError && error.code === 'CANCELLED';
  return { status: isCancelled ? 'CANCELLED' : 'FAILED', error: problemOf(error) };
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
