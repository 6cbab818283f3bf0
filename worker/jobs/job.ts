/** One job: its state, who listens to it, and where its tables are. */
import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { executionFileName } from '../../contracts/execution-record.ts';
import type { DebugAnswer, DebugCommand } from '../../contracts/wire/debug.ts';
import { finalStates, type JobStatus } from '../../contracts/wire/job.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import type { Principal } from '../../service/principal.ts';
import type { StoredStream, StreamedJob } from '../../service/sockets/streamed-job.ts';
import type { DiskRoom, Holding } from '../../intake/storage/disk-room.ts';
import { jobAfter, type JobEvent } from './job-state.ts';

export interface JobPlace {
  /** Absolute; the job's own. */
  readonly folder: string;
  readonly room: DiskRoom;
}

/** Who wants the job, for the audit log. */
export interface JobOwner {
  readonly principal: Principal;
  readonly from: string;
}

/** A table of a job, or its execution record, as a file. */
export interface JobFile extends ObjectRef {
  /** Absolute. */
  readonly file: string;
}

/** The run of a job, while there is one. */
export interface DebuggableRun {
  debug(command: DebugCommand): Promise<DebugAnswer>;
}

export class Job implements StreamedJob {
  readonly owner: JobOwner;
  /** Aborted with the reason for which the job is to end. */
  readonly stop = new AbortController();
  readonly #folder: string;
  readonly #holding: Holding;
  readonly #listeners = new Set<() => void>();
  readonly #onRemoved: () => void;
  readonly #ended = Promise.withResolvers<void>();
  #status: JobStatus;
  #run: DebuggableRun | null = null;
  #record: ObjectRef | null = null;
  #isRemoved = false;

  constructor(
    status: JobStatus,
    owner: JobOwner,
    { folder, room }: JobPlace,
    onRemoved: () => void,
  ) {
    this.#status = status;
    this.owner = owner;
    this.#folder = folder;
    this.#onRemoved = onRemoved;
    this.#holding = room.hold(() => this.#removeTables());
  }

  get id(): string {
    return this.#status.jobId;
  }

  /** Resolves when the job has come to its end. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  get isEnded(): boolean {
    return finalStates.has(this.#status.status);
  }

  status(): JobStatus {
    return this.#status;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Its run has begun, or ended (null). */
  runs(run: DebuggableRun | null): void {
    this.#run = run;
  }

  /** Throws NOT_READY where it does not run, and what the run answers. */
  async debug(command: DebugCommand): Promise<DebugAnswer> {
    if (this.#run !== null) return await this.#run.debug(command);
    const { status } = this.#status;
    const message = `The job is ${status}: only a run that is under way can be looked into.`;
    throw new LiveCalcError('NOT_READY', message, { found: status });
  }

  /** `at` is in milliseconds since 1970. */
  tell(event: JobEvent, at: number): void {
    const before = this.#status;
    this.#status = jobAfter(before, event, at);
    if (this.#status === before) return;
    // Whoever starts a run again takes away what its first attempt stored.
    if (event.kind === 'restarting') this.#startAgain(before);
    if (this.isEnded) this.#end();
    for (const listener of this.#listeners) listener();
  }

  /** Counts what a stored table takes. Throws STORAGE_FULL. */
  takeRoom(bytes: number): void {
    this.#holding.grow(bytes);
  }

  /** Its execution record is stored. Throws STORAGE_FULL. */
  recorded(record: ObjectRef): void {
    this.takeRoom(record.sizeBytes);
    this.#record = record;
  }

  /** The execution record as a file, as `useTable`. Throws NOT_READY, NOT_FOUND. */
  useRecord(): JobFile & Disposable {
    if (this.#status.status !== 'COMPLETED' || this.#record === null || this.#isRemoved) {
      throw noRecord(this.#status);
    }
    return this.#use(this.#record, executionFileName);
  }

  /** The table as a file that stays until it is let go. Throws NOT_READY, NOT_FOUND. */
  useTable(table: string): JobFile & Disposable {
    const stored = this.#status.tables.find((one) => one.table === table);
    if (stored === undefined || this.#isRemoved) throw noTable(table, this.#status);
    return this.#use(stored, `${table}.arrow`);
  }

  async openTable(table: string): Promise<StoredStream> {
    const used = this.useTable(table);
    const handle = await open(used.file).catch((error: unknown) => {
      used[Symbol.dispose]();
      throw error;
    });
    return {
      sizeBytes: used.sizeBytes,
      read: async (target, position) => {
        for (let filled = 0; filled < target.byteLength;) {
          const { bytesRead } = await handle.read(target, filled, undefined, position + filled);
          if (bytesRead === 0) throw new Error(`${used.file} is shorter than ${used.sizeBytes}`);
          filled += bytesRead;
        }
      },
      [Symbol.asyncDispose]: async () => {
        used[Symbol.dispose]();
        await handle.close();
      },
    };
  }

  /** Takes away its tables; nothing is known of it afterwards. */
  remove(): void {
    this.#holding.remove();
    this.#onRemoved();
  }

  #use({ sha256, sizeBytes }: ObjectRef, name: string): JobFile & Disposable {
    this.#holding.use();
    const file = path.join(this.#folder, name);
    return { sha256, sizeBytes, file, [Symbol.dispose]: () => this.#holding.leave() };
  }

  #startAgain({ tables }: JobStatus): void {
    this.#holding.shrink(bytesOf(this.#record === null ? tables : [...tables, this.#record]));
    this.#record = null;
  }

  #removeTables(): void {
    this.#isRemoved = true;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #end(): void {
    // Tables of a job that did not complete are nobody's; the others may give way from now on.
    if (this.#status.status === 'COMPLETED') {
      this.#holding.becomes(() => {
        this.#removeTables();
        this.#onRemoved();
      });
      this.#holding.leave();
    } else this.#holding.remove();
    this.#ended.resolve();
  }
}

function bytesOf(stored: readonly ObjectRef[]): number {
  return stored.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function noRecord({ status }: JobStatus): LiveCalcError {
  if (!finalStates.has(status)) {
    const message = `The execution record is stored when the job is done, and it is ${status}. Ask again later.`;
    return new LiveCalcError('NOT_READY', message, { found: status, expected: 'COMPLETED' });
  }
  const message = `There is no execution record of this job: it is ${status}.`;
  return new LiveCalcError('NOT_FOUND', message, { found: status });
}

function noTable(table: string, { tables, status }: JobStatus): LiveCalcError {
  const names = tables.map((one) => one.table).join(', ');
  if (!finalStates.has(status)) {
    const message = `The table ${table} is not stored yet: the job is ${status}. Ask again later.`;
    return new LiveCalcError('NOT_READY', message, { found: table });
  }
  const has = names === '' ? 'no tables' : `the tables ${names}, as long as it is kept`;
  const message = `There is no table ${table} of this job: it is ${status} and has ${has}.`;
  return new LiveCalcError('NOT_FOUND', message, { found: table, expected: names });
}
