/**
 * The truth about jobs: what was submitted, what was handed out, what came back, and who leads.
 *
 * Everything else may be lost: gateways, workers, the queue. Writes of a lead carry its fence, so that
 * one that was paused cannot undo what its successor did. Times are milliseconds since 1970 of the
 * store's own clock where leases are concerned, of the caller's elsewhere.
 *
 * Every method throws BACKEND_UNAVAILABLE where the database does not answer.
 */
import type { JobProgress, JobState, PlannedJob, StoredTable } from '../../contracts/wire/job.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import type { ObjectRef, TaskError, TaskKind, TaskOutcome } from '../../contracts/wire/task.ts';

/** A job as it was submitted. */
export interface NewJob {
  readonly id: string;
  readonly tenant: string;
  readonly subject: string;
  readonly model: ObjectRef;
  /** Objects that the job needs as long as it is kept: its model, the files of it. */
  readonly objects: readonly ObjectRef[];
  /** Equal where the same is asked of the same files, however they came. */
  readonly contentHash: string;
  readonly bringsCode: boolean;
  readonly pool: string;
  readonly createdAt: number;
  readonly deadlineAt: number | null;
  /** How often a task may be lost before the job fails. */
  readonly maxAttempts: number;
  readonly recompute: boolean;
  readonly idempotencyKey: string | null;
  readonly traceparent: string | null;
  /** Bytes of its objects, against the quota of those that wait. */
  readonly queuedBytes: number;
}

export interface Quota {
  /** Jobs of a tenant that are not at their end. */
  readonly jobs: number;
  /** Bytes of their objects. */
  readonly queuedBytes: number;
}

export interface JobRecord extends Omit<NewJob, 'objects' | 'queuedBytes'> {
  readonly state: JobState;
  /** Of a PENDING job. */
  readonly waitingFor: string | null;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** The version that began it, which finishes it; null before that. */
  readonly runtimeVersion: string | null;
  readonly planned: PlannedJob | null;
  readonly progress: JobProgress | null;
  readonly result: RunResult | null;
  readonly tables: readonly StoredTable[];
  /** Of the computation; null where there is none. */
  readonly executionRecord: ObjectRef | null;
  readonly error: TaskError | null;
  /** The job whose result it has, where the store knew the run already. */
  readonly answeredFrom: string | null;
  /** Somebody asked for its end. */
  readonly isCancelRequested: boolean;
  /** Increases with every change of the record. */
  readonly version: number;
}

/** What a move changes beside the state; absent fields stay. */
export interface JobChange {
  readonly waitingFor?: string | null;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly runtimeVersion?: string;
  readonly planned?: PlannedJob;
  readonly progress?: JobProgress | null;
  readonly result?: RunResult | null;
  readonly tables?: readonly StoredTable[];
  readonly executionRecord?: ObjectRef | null;
  readonly error?: TaskError | null;
  readonly answeredFrom?: string;
}

/** A change of state, as it stays in the append-only table. */
export interface Transition {
  readonly at: number;
  readonly from: JobState | null;
  readonly to: JobState;
  /** A sentence. */
  readonly reason: string;
  /** `user SUBJECT`, `gateway ID`, `worker ID`. */
  readonly by: string;
}

export interface Move extends Omit<Transition, 'from'> {
  /** The states it may leave. */
  readonly from: readonly JobState[];
  readonly change?: JobChange;
}

/** Who leads a job: only the holder of the newest token may write for it. */
export interface Fence {
  readonly jobId: string;
  readonly gateway: string;
  readonly token: number;
}

export type TaskState = 'waiting' | 'published' | 'done';

/** A task of a job, and what came of it. */
export interface TaskRecord {
  readonly taskId: string;
  readonly jobId: string;
  readonly kind: TaskKind;
  readonly state: TaskState;
  /** Of an `advance`: how many products it was given. Of a chunk: its stage. */
  readonly stage: number;
  /** Of a chunk; else 0. */
  readonly begin: number;
  readonly count: number;
  /** Times it was handed out; `lost` of them came to nothing, `preempted` were given back. */
  readonly attempts: number;
  readonly lost: number;
  readonly preempted: number;
  readonly publishedAt: number | null;
  readonly outcome: TaskOutcome | null;
}

export type TaskTotals = Pick<TaskRecord, 'attempts' | 'lost' | 'preempted'>;

export type NewTask = Pick<TaskRecord, 'taskId' | 'kind' | 'stage' | 'begin' | 'count'>;

/** What storing an outcome has found. */
export type StoredOutcome =
  | 'stored'
  /** The same had come before. */
  | 'known'
  /** Another had come before, and both cannot be right (I7). */
  | 'differs'
  /** Nobody needs it: the job is gone, or its task was never planned. */
  | 'unknown';

export interface JobFilter {
  readonly tenant: string;
  readonly states?: readonly JobState[];
  readonly createdAfter?: number;
  readonly createdBefore?: number;
}

export interface JobPage {
  /** The newest first. */
  readonly jobs: readonly JobRecord[];
  /** Where the next page begins; null after the last. */
  readonly nextCursor: string | null;
}

export interface Usage {
  readonly tenant: string;
  /** `2026-11-21`, UTC. */
  readonly day: string;
  readonly jobs: number;
  readonly computeSeconds: number;
}

export interface AuditRecord {
  readonly sequence: number;
  /** The line as it was written, JSON. */
  readonly line: string;
  /** SHA-256 of the previous record's hash (or 64 zeros) and the line. */
  readonly hash: string;
}

/** A representation of a result's table, kept once it was made. */
export interface Representation {
  readonly jobId: string;
  readonly table: string;
  readonly format: string;
  readonly object: ObjectRef;
}

export interface JobStore extends AsyncDisposable {
  /**
   * Takes a job in, in state PENDING, with its first transition. With an idempotency key that the
   * tenant has used for the same content, resolves to the first job. Throws IDEMPOTENCY_CONFLICT for
   * other content, QUOTA_EXCEEDED.
   */
  insert(job: NewJob, quota: Quota): Promise<{ readonly job: JobRecord; readonly isNew: boolean }>;
  /** Null where the tenant has no such job. */
  job(tenant: string, jobId: string): Promise<JobRecord | null>;
  /** For those who serve all tenants. */
  anyJob(jobId: string): Promise<JobRecord | null>;
  list(filter: JobFilter, limit: number, cursor: string | null): Promise<JobPage>;
  transitions(jobId: string): Promise<readonly Transition[]>;
  /** A COMPLETED job of the tenant with a whole result that was asked the same: by content, or by run hash. */
  answered(
    tenant: string,
    asked: { readonly contentHash: string } | { readonly runHash: string },
  ): Promise<JobRecord | null>;

  /** COMPLETED jobs that have the result of this one. */
  answersOf(jobId: string): Promise<readonly string[]>;

  /**
   * Compare-and-set: changes the state where the job is in one of `from` and the fence, if any, is
   * the newest. Resolves to the job as it is then; null where nothing was changed. A move to the state
   * that it has changes fields only, without a transition. One that answers from another job is refused
   * where that job's result was withdrawn (I7).
   */
  move(jobId: string, move: Move, fence: Fence | null): Promise<JobRecord | null>;
  /** Notes that its end is asked for; false where it is at its end already, or not there. */
  requestCancel(tenant: string, jobId: string): Promise<boolean>;

  /** Says that the gateway lives; resolves to the ids of those that have within `ttlMs`. */
  gatewayAlive(gateway: string, ttlMs: number): Promise<readonly string[]>;
  /** Leads for jobs that are not at their end and that nobody leads: each with a higher token than before. */
  lease(gateway: string, limit: number, ttlMs: number): Promise<readonly Fence[]>;
  /** Resolves to those that are still held. */
  renew(fences: readonly Fence[], ttlMs: number): Promise<readonly Fence[]>;
  release(fences: readonly Fence[]): Promise<void>;

  /** Adds tasks that are not there. False where the fence is not the newest: then none was added. */
  addTasks(fence: Fence, tasks: readonly NewTask[]): Promise<boolean>;
  /** Takes away waiting tasks that were never handed out, so that their work can be cut otherwise. */
  removeTasks(fence: Fence, taskIds: readonly string[]): Promise<boolean>;
  tasks(jobId: string): Promise<readonly TaskRecord[]>;
  /** Of all tasks of a job together, without reading each. */
  taskTotals(jobId: string): Promise<TaskTotals>;
  /** Notes that tasks are about to be published: each with one attempt more. */
  publishing(fence: Fence, taskIds: readonly string[], at: number): Promise<boolean>;
  /** Notes that a task came to nothing: it waits again. */
  taskLost(fence: Fence, taskId: string, reason: 'lost' | 'preempted'): Promise<boolean>;
  /**
   * Stores an outcome under (job, task), once, with its bytes, and counts its compute time. Outcomes
   * of kind `returned` are not stored; they are for the lead (`known`).
   */
  storeOutcome(outcome: TaskOutcome, bytes: Uint8Array | null): Promise<StoredOutcome>;
  /** The bytes of a stored outcome's inline payload; null where it has none. */
  outcomeBytes(jobId: string, taskId: string): Promise<Uint8Array | null>;
  /** Notes objects that the job needs as long as it is kept. */
  useObjects(jobId: string, objects: readonly ObjectRef[]): Promise<void>;

  /** Notes an object of the tenant, needed by no job yet. */
  touchObject(tenant: string, object: ObjectRef): Promise<void>;
  /** Objects that no job needs and nobody touched for so long, by the store's clock. */
  unusedObjects(
    forMs: number,
    limit: number,
  ): Promise<readonly { tenant: string; sha256: string }[]>;
  /** Forgets one unless it is needed again; true where it was forgotten and its bytes may go. */
  forgetObject(tenant: string, sha256: string, forMs: number): Promise<boolean>;
  representation(jobId: string, table: string, format: string): Promise<Representation | null>;
  addRepresentation(representation: Representation): Promise<void>;
  /** Jobs that ended before. */
  endedBefore(at: number, limit: number): Promise<readonly string[]>;
  /** Removes a job that is at its end with everything that belongs to it but usage and audit lines. */
  purge(jobId: string): Promise<void>;

  usage(tenant: string, fromDay: string, toDay: string): Promise<readonly Usage[]>;
  /** Appends lines to the tenant's chain, all or none; its head is locked meanwhile. */
  appendAudit(tenant: string, lines: readonly string[]): Promise<readonly AuditRecord[]>;
  auditRecords(tenant: string, after: number, limit: number): Promise<readonly AuditRecord[]>;
  auditHead(tenant: string): Promise<{ readonly sequence: number; readonly hash: string } | null>;

  /** A secret that all gateways share, made by the first that asks. */
  sharedSecret(name: string, make: () => string): Promise<string>;
  /** Counts by state, and the oldest that waits: for metrics. */
  counts(): Promise<{ readonly byState: Readonly<Partial<Record<JobState, number>>> }>;
  /** Rows of jobs, tasks and objects: 0 where nothing was left behind. */
  size(): Promise<{ readonly jobs: number; readonly tasks: number; readonly objects: number }>;
  /** Throws BACKEND_UNAVAILABLE where the database does not answer. */
  ping(): Promise<void>;
}
