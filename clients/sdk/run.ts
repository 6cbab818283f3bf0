/** A run on a server: its tables, its result, and how to stop it. */
import type { RecordBatch } from 'apache-arrow';
import type { ExecutionRecord } from '../../contracts/execution-record.ts';
import type { RunResult } from '../../contracts/run-result.ts';
import type { JobProgress, PlannedJob } from '../../contracts/wire/job.ts';
import type {
  DebugAnswer,
  DebugCommand,
  InspectRequest,
  Inspected,
  PauseRequest,
  Standing,
} from '../../contracts/wire/debug.ts';
import { recordBatches } from './record-batches.ts';
import type { TableFeed } from './table-feed.ts';

export interface Run {
  readonly jobId: string;
  readonly planned: PlannedJob;
  readonly runHash: string;
  /**
   * Resolves when the run is done and what is being read of it was sent; so read the tables first, or
   * at the same time. Where nodes of the pipeline failed it may be partial: `partial` then says what is
   * missing, and there is no result hash. Rejects with the run's error, CANCELLED among them, or
   * SERVER_UNREACHABLE.
   */
  readonly result: Promise<RunResult>;
  /**
   * The table as Arrow record batches of up to 65,536 rows, as soon as it is stored. Throws NOT_FOUND
   * where the run has no such table, HASH_MISMATCH where the bytes are not those that are stored.
   */
  batches(table: string): AsyncGenerator<RecordBatch, void>;
  /** The bytes of the table's Arrow IPC stream, in pieces. Throws as `batches`. */
  bytes(table: string): AsyncGenerator<Uint8Array<ArrayBuffer>, void>;
  /**
   * What happened in the run, once it is done: of the process that computed or, where a fleet spread it,
   * finished it; of the earlier run where that has answered. Rejects as `result`; throws NOT_FOUND where
   * there is none: servers before version 0.6.0 keep none.
   */
  execution(): Promise<ExecutionRecord>;
  /** Resolves when nothing of the run runs any more. */
  cancel(): Promise<void>;
  /**
   * Holds a run of a single worker as soon as it can, or once before or after a node. Resolves to where
   * it stands; null where it came to its end first. Throws NOT_READY where it does not run, NOT_FOUND for
   * a node that it does not have, FORBIDDEN where another user submitted it, FRAME_OUT_OF_ORDER on a
   * gateway; so do those that follow. After ten minutes in which a run stood the worker ends it.
   */
  pause(at?: PauseRequest): Promise<Standing | null>;
  resume(): Promise<void>;
  /** Runs one node of a run that stands. Resolves to where it stands then; null at its end. */
  step(): Promise<Standing | null>;
  /** What lies on the bus of a run that stands. Throws RANGE_INVALID, ARGUMENT_INVALID too. */
  inspect(asked?: InspectRequest): Promise<Inspected>;
}

export interface RunLine {
  /** A feed whose frames are asked for now. */
  feed(run: RemoteRun, table: string): TableFeed;
  cancel(jobId: string): Promise<void>;
  execution(jobId: string): Promise<ExecutionRecord>;
  debug(jobId: string, command: DebugCommand): Promise<DebugAnswer>;
}

export class RemoteRun implements Run {
  readonly jobId: string;
  readonly planned: PlannedJob;
  /** Of the message that asks for the run again after a cut. */
  readonly requestId: string;
  readonly result: Promise<RunResult>;
  /** Those that are being read. */
  readonly feeds = new Set<TableFeed>();
  readonly #line: RunLine;
  readonly #onProgress: (progress: JobProgress) => void;
  readonly #settle: PromiseWithResolvers<RunResult>;
  #isSettled = false;

  constructor(
    { jobId, planned }: Pick<Run, 'jobId' | 'planned'>,
    requestId: string,
    line: RunLine,
    onProgress: (progress: JobProgress) => void = () => {},
  ) {
    this.jobId = jobId;
    this.planned = planned;
    this.requestId = requestId;
    this.#line = line;
    this.#onProgress = onProgress;
    this.#settle = Promise.withResolvers();
    this.result = this.#settle.promise;
    // Whoever reads only tables is told of the error there.
    this.result.catch(() => {});
  }

  get runHash(): string {
    return this.planned.runHash;
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  async *batches(table: string): AsyncGenerator<RecordBatch, void> {
    yield* recordBatches(this.bytes(table));
  }

  async *bytes(table: string): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
    yield* this.#line.feed(this, table).bytes();
  }

  async execution(): Promise<ExecutionRecord> {
    await this.result;
    return await this.#line.execution(this.jobId);
  }

  cancel(): Promise<void> {
    return this.#line.cancel(this.jobId);
  }

  async pause(at: PauseRequest = {}): Promise<Standing | null> {
    return standingOf(await this.#line.debug(this.jobId, { do: 'pause', ...at }));
  }

  async resume(): Promise<void> {
    await this.#line.debug(this.jobId, { do: 'resume' });
  }

  async step(): Promise<Standing | null> {
    return standingOf(await this.#line.debug(this.jobId, { do: 'step' }));
  }

  async inspect(asked: InspectRequest = {}): Promise<Inspected> {
    const answer = await this.#line.debug(this.jobId, { do: 'inspect', ...asked });
    const { is: _, ...inspected } = answer as DebugAnswer & { is: 'inspected' };
    return inspected;
  }

  progressed({ stage, done, total }: JobProgress): void {
    this.#onProgress({ stage, done, total });
  }

  completed(result: RunResult): void {
    this.#isSettled = true;
    this.#settle.resolve(result);
  }

  failed(error: unknown): void {
    this.#isSettled = true;
    this.#settle.reject(error);
    for (const feed of this.feeds) feed.fail(error);
  }
}

function standingOf(answer: DebugAnswer): Standing | null {
  if (answer.is !== 'paused') return null;
  const { is: _, ...standing } = answer;
  return standing;
}
