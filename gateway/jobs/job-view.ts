/** A job of the store as the wire tells of it. Pure. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type {
  FleetJob,
  JobTransition,
  ListedJob,
  SubmittedFleetJob,
} from '../../contracts/wire/fleet-job.ts';
import { finalStates, type JobStatus } from '../../contracts/wire/job.ts';
import { problemOf } from '../../contracts/wire/problem-details.ts';
import type { TaskError } from '../../contracts/wire/task.ts';
import type { JobRecord, TaskTotals, Transition } from '../store/job-store.ts';

/** What a worker would tell of it, too. */
export function jobStatusOf(job: JobRecord): JobStatus {
  const isFinal = finalStates.has(job.state);
  const isCompleted = job.state === 'COMPLETED';
  return {
    jobId: job.id,
    status: job.state,
    createdAt: timeOf(job.createdAt),
    startedAt: timeOrNull(job.startedAt),
    finishedAt: timeOrNull(job.finishedAt),
    waitingFor: isFinal ? null : job.waitingFor,
    planned: job.planned,
    progress: isFinal ? null : job.progress,
    // A result that a failure shaped is none (I1), and one that was withdrawn is none any more (I7).
    tables: isCompleted ? [...job.tables] : [],
    result: isCompleted ? job.result : null,
    error: job.error === null ? null : problemOf(taskError(job.error)),
  };
}

/** What a gateway knows beside the job's record. */
export interface AboutJob {
  readonly chunks: FleetJob['chunks'];
  readonly totals: TaskTotals;
  readonly transitions: readonly Transition[];
}

export function fleetJobOf(job: JobRecord, { chunks, totals, transitions }: AboutJob): FleetJob {
  const { attempts: made, lost, preempted } = totals;
  return {
    ...jobStatusOf(job),
    ...fleetFacts(job),
    chunks,
    attempts: { made, lost, preempted, most: job.maxAttempts },
    transitions: transitions.map(transitionOf),
  };
}

export function listedJobOf(job: JobRecord): ListedJob {
  const { result, planned, tables: _, ...told } = jobStatusOf(job);
  return {
    ...told,
    ...fleetFacts(job),
    runHash: planned?.runHash ?? null,
    resultHash: result?.resultHash ?? null,
    isPartial: (result?.partial ?? null) !== null,
  };
}

/** `origin` is the address of the server's sockets, for example `ws://127.0.0.1:8000`. */
export function submittedJobOf(job: JobRecord, origin: string): SubmittedFleetJob {
  const streamUrl = `/v1/jobs/${job.id}/stream`;
  return {
    jobId: job.id,
    status: job.state,
    streamUrl,
    websocketUrl: origin + streamUrl,
    createdAt: timeOf(job.createdAt),
    answeredFrom: job.answeredFrom,
  };
}

type FleetFacts = Pick<
  FleetJob,
  'answeredFrom' | 'deadlineAt' | 'runtimeVersion' | 'pool' | 'isCancelRequested'
>;

function fleetFacts(job: JobRecord): FleetFacts {
  const { answeredFrom, runtimeVersion, pool, isCancelRequested } = job;
  const deadlineAt = timeOrNull(job.deadlineAt);
  return { answeredFrom, deadlineAt, runtimeVersion, pool, isCancelRequested };
}

function transitionOf({ at, from, to, reason, by }: Transition): JobTransition {
  return { at: timeOf(at), from, to, reason, by };
}

function taskError({ code, message, ...details }: TaskError): LiveCalcError {
  const given = Object.entries(details).filter(([, value]) => value !== undefined);
  return new LiveCalcError(code, message, Object.fromEntries(given));
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}

function timeOrNull(at: number | null): string | null {
  return at === null ? null : timeOf(at);
}
