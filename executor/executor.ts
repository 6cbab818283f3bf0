/**
 * Runs in processes of their own: what an executor is asked and what it tells.
 *
 * The server's process reads no input, loads no engine and values nothing, so that it always answers,
 * and a run that takes too much memory ends alone. A model that brings code gets a process that holds
 * nothing else and is discarded after the job (I8).
 */
import type { RunConfig } from '../contracts/config.ts';
import type { RunResult } from '../contracts/run-result.ts';
import type { Capabilities } from '../contracts/wire/capabilities.ts';
import type { DebugAnswer, DebugCommand } from '../contracts/wire/debug.ts';
import type { JobProgress, PlannedJob, StoredTable } from '../contracts/wire/job.ts';
import type { Frontier, ObjectRef, Representation, UnitRange } from '../contracts/wire/task.ts';

/** A run, as the server hands it to a process. */
export interface RunTask {
  /** Whose run it is: what a process keeps of one tenant's inputs is dropped before another's. */
  readonly tenant: string;
  /** File references are `local://PATH`, the paths those of `assets`. */
  readonly config: RunConfig;
  readonly assets: ReadonlyMap<string, AssetFile>;
  /** SHA-256 of the built-in engines that the model was made for, by name. */
  readonly engines: Readonly<Record<string, string>>;
  /** Absolute; there, and empty. Tables are written into it as `TABLE.arrow`, the record as execution.json. */
  readonly resultFolder: string;
  /** Whether the model brings engines of its own. */
  readonly bringsCode: boolean;
  /** Whether it stands before its first node, for somebody who wants to look into it. */
  readonly isPaused?: boolean;
}

/** An asset as it is stored: bytes under their hash, checked when they came. */
export interface AssetFile {
  readonly sha256: string;
  /** Absolute. */
  readonly file: string;
}

export interface Executors extends AsyncDisposable {
  /**
   * What a process of this worker can do, found out by doing it. Settles when the first process is
   * ready for work: rejects, with what went wrong, where none can be made to work.
   */
  capabilities(): Promise<Capabilities>;
  /**
   * Takes a process, waiting for one where all are taken (whoever asked first goes first), and plans
   * the run in it. Throws what is wrong with inputs and pipeline, ASSET_MISSING, ENGINE_MISMATCH,
   * MEMORY_LIMIT_EXCEEDED, DEADLINE_EXCEEDED, EXECUTOR_LOST, and the signal's reason when it is aborted.
   */
  plan(task: RunTask, signal: AbortSignal): Promise<PlannedRun>;
  /** Resident bytes of all processes now; 0 where nobody tells. */
  residentBytes(): number;
  /** Processes started so far. */
  readonly started: number;
  /** Ends every process. Whoever waits for one is told DRAINING. Resolves when all are gone. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A run whose process has its inputs read. It is run or released, once. */
export interface PlannedRun {
  readonly planned: PlannedJob;
  /**
   * Values it and stores its tables. When the signal is aborted the process is killed: the promise
   * rejects with the signal's reason once it is gone. The deadline, execution.deadlineMs, is that of
   * planning and running together, from when `plan` got its process.
   */
  run(listener: RunListener, signal: AbortSignal): Promise<RunResult>;
  /**
   * Looks into it while it runs. A run that stands is ended after ten minutes, and its deadline goes on.
   * Throws NOT_READY where it does not run, NOT_FOUND, RANGE_INVALID, ARGUMENT_INVALID, EXECUTOR_LOST.
   */
  debug(command: DebugCommand): Promise<DebugAnswer>;
  /** Lets go of the process without running. */
  release(): void;
}

/** Executors that also run parts of jobs that a fleet spreads. */
export interface PartExecutors extends Executors {
  /**
   * Runs a part of a job that is spread over a fleet, in the process that holds the job, if one does and
   * is free. Throws what planning and valuing throw, EXECUTOR_LOST, and the signal's reason when it is
   * aborted: then its process has ended.
   */
  part(part: RunPart, listener: PartListener, signal: AbortSignal): Promise<PartOutcome>;
  /**
   * Writes a stored table in another format. Throws FILE_UNREADABLE where it is none, STORAGE_FULL,
   * EXECUTOR_LOST, and the signal's reason when it is aborted: then its process has ended.
   */
  convert(conversion: Conversion, signal: AbortSignal): Promise<Converted>;
  /** The job is over, or goes on elsewhere: lets go of what is held of it. A process that ran its code ends (I8). */
  forget(jobId: string): Promise<void>;
}

/**
 * A part of a job: up to its end or its next stage to be spread (`advance`), or a range of units of such
 * a stage. Whoever holds the job goes on from where it stands, others run it again from its start with
 * the products that are known (I1).
 */
export interface RunPart {
  readonly jobId: string;
  readonly task: RunTask;
  /** By stage. */
  readonly products: ReadonlyMap<number, StoredProduct>;
  /** SHA-256 by name of every engine of the run, where they are known: others are refused. */
  readonly engines: Readonly<Record<string, string>> | null;
  /** Of the run, where it is known: then it is not worked out again. */
  readonly runHash?: string;
  readonly work:
    | { readonly kind: 'advance'; readonly spreadAboveMs: number }
    /** Sums and slice are written into `task.resultFolder`, as `sums.bin` and `slice.bin`. */
    | { readonly kind: 'chunk'; readonly stage: number; readonly range: UnitRange };
}

/** The product of a stage in files of this machine, absolute. */
export interface StoredProduct {
  readonly sums: string | null;
  readonly slices: readonly { readonly range: UnitRange; readonly file: string }[];
  /** There is nothing: the stage is run where the run is. */
  readonly isUndivided: boolean;
}

/**
 * `computeMs`: how long the process was at it, times its threads: of what is one thread's work the
 * others' waiting is counted, for nobody else has them meanwhile. Waiting for a process is not.
 */
export type PartOutcome = { readonly computeMs: number } & (
  | {
      readonly kind: 'reached';
      readonly planned: PlannedJob;
      readonly engines: Readonly<Record<string, string>>;
      readonly frontier: Frontier;
    }
  | {
      readonly kind: 'finished';
      readonly planned: PlannedJob;
      readonly result: RunResult;
      readonly tables: readonly StoredTable[];
      /** The execution record, of this process. */
      readonly record: ObjectRef;
    }
  | {
      readonly kind: 'chunk';
      readonly engines: Readonly<Record<string, string>>;
      /** Of the files that were written; null where the stage leaves none. */
      readonly sums: ObjectRef | null;
      readonly slice: ObjectRef | null;
    }
);

export interface Conversion {
  /** The table's Arrow IPC stream, absolute. */
  readonly file: string;
  readonly format: Representation;
  /** Absolute; written whole or not at all. */
  readonly target: string;
}

export interface Converted {
  /** Of the file that was written. */
  readonly object: ObjectRef;
  readonly computeMs: number;
}

export interface PartListener {
  onProgress(progress: JobProgress): void;
}

export interface RunListener {
  onProgress(progress: JobProgress): void;
  /** A table is stored. */
  onTable(table: StoredTable): void;
  /** The execution record is stored, the last of all. */
  onRecord(record: ObjectRef): void;
}
