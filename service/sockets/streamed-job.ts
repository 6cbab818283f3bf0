/** What a socket needs of whoever runs jobs: the same on a worker and on a gateway. */
import type { DebugAnswer, DebugCommand } from '../../contracts/wire/debug.ts';
import type { JobStatus } from '../../contracts/wire/job.ts';
import type { Submission } from '../../contracts/wire/submission.ts';
import type { Principal } from '../principal.ts';

export interface StreamedJobs {
  /**
   * Takes a run; resolves once it is a job. A worker has planned it by then. Throws what is wrong with it, ASSET_MISSING, QUEUE_FULL,
   * DRAINING, IDEMPOTENCY_CONFLICT, FORBIDDEN.
   */
  submit(submission: Submission, who: Principal, options: SubmitOptions): Promise<StreamedJob>;
  /** For its results to be read. Throws NOT_FOUND, also for another tenant's, FORBIDDEN. */
  read(jobId: string, who: Principal, from: string): Promise<StreamedJob>;
  /**
   * Looks into a run that is under way; a gateway does not. Throws NOT_FOUND, FORBIDDEN, NOT_READY,
   * RANGE_INVALID, ARGUMENT_INVALID, FRAME_OUT_OF_ORDER.
   */
  debug(jobId: string, command: DebugCommand, who: Principal, from: string): Promise<DebugAnswer>;
  /** Resolves to the job once nothing of it runs. Throws NOT_FOUND, FORBIDDEN. */
  cancel(jobId: string, who: Principal, from: string): Promise<StreamedJob>;
}

export interface SubmitOptions {
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether the run stands before its first node. */
  readonly isPaused?: boolean | undefined;
  /** Where the request came from, for the audit log, as in the other methods. */
  readonly from: string;
  /** W3C trace context of the socket. */
  readonly traceparent?: string | undefined;
}

export interface StreamedJob {
  readonly id: string;
  /** As it stands now. */
  status(): JobStatus;
  /** Calls the listener after every change of `status()`; returns what ends that. */
  subscribe(listener: () => void): () => void;
  /** Opens the stored Arrow IPC stream of one of `status().tables`. Throws NOT_FOUND. */
  openTable(table: string): Promise<StoredStream>;
}

/** The bytes of a table as they are stored; whoever opens it disposes of it. */
export interface StoredStream extends AsyncDisposable {
  readonly sizeBytes: number;
  /** Fills `target` with the bytes from `position` on. */
  read(target: Uint8Array, position: number): Promise<void>;
}
