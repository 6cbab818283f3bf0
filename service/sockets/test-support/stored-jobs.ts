/** Jobs that a test moves along by hand; their tables are real Arrow streams on the disk. */
import { createHash, randomUUID } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { LiveCalcError } from '../../../contracts/errors.ts';
import { emptyResult } from '../../../contracts/testing/empty-result.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import type { JobStatus, StoredTable } from '../../../contracts/wire/job.ts';
import { problemOf } from '../../../contracts/wire/problem-details.ts';
import type { DebugAnswer, DebugCommand } from '../../../contracts/wire/debug.ts';
import type { Submission } from '../../../contracts/wire/submission.ts';
import type { Principal } from '../../principal.ts';
import type { StoredStream, StreamedJob, StreamedJobs, SubmitOptions } from '../streamed-job.ts';

export const runHash = 'a'.repeat(64);

/** An Arrow stream of `rows` numbers, 0 first. */
export function arrowStream(rows: number): Uint8Array {
  const npv = Float64Array.from({ length: rows }, (_, row) => row);
  return tableToIPC(tableFromArrays({ npv }), 'stream');
}

export class StoredJob implements StreamedJob {
  readonly id: string = randomUUID();
  readonly tenant: string;
  /** How often a stored stream was opened and is still open. */
  openStreams = 0;
  readonly #folder: string;
  readonly #listeners = new Set<() => void>();
  #status: JobStatus;

  constructor(folder: string, tenant: string) {
    this.#folder = folder;
    this.tenant = tenant;
    this.#status = {
      jobId: this.id,
      status: 'PENDING',
      createdAt: new Date(0).toISOString(),
      startedAt: null,
      finishedAt: null,
      waitingFor: null,
      planned: { runHash, executionOrder: ['scenarios', 'projection'], memoryBytes: 65_536 },
      progress: null,
      tables: [],
      result: null,
      error: null,
    };
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  status(): JobStatus {
    return this.#status;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  change(change: Partial<JobStatus>): void {
    this.#status = { ...this.#status, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Writes a table's bytes to the disk and tells of it. */
  async store(table: string, bytes: Uint8Array, rows = 1): Promise<StoredTable> {
    await writeFile(this.#fileOf(table), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const stored = { table, rows, sizeBytes: bytes.byteLength, sha256 };
    this.change({ tables: [...this.#status.tables, stored] });
    return stored;
  }

  complete(result: RunResult = emptyResult()): void {
    this.change({ status: 'COMPLETED', result, progress: null });
  }

  fail(error: LiveCalcError): void {
    const status = error.code === 'CANCELLED' ? 'CANCELLED' : 'FAILED';
    this.change({ status, error: problemOf(error), tables: [] });
  }

  async openTable(table: string): Promise<StoredStream> {
    const handle = await open(this.#fileOf(table));
    this.openStreams++;
    const { size } = await handle.stat();
    return {
      sizeBytes: size,
      async read(target, position) {
        const { bytesRead } = await handle.read(target, 0, target.byteLength, position);
        if (bytesRead !== target.byteLength) throw new Error(`The file of ${table} is short.`);
      },
      [Symbol.asyncDispose]: async () => {
        this.openStreams--;
        await handle.close();
      },
    };
  }

  #fileOf(table: string): string {
    return path.join(this.#folder, `${this.id}-${table}.arrow`);
  }
}

export class StoredJobs implements StreamedJobs {
  readonly jobs = new Map<string, StoredJob>();
  readonly commands: DebugCommand[] = [];
  readonly submissions: { submission: Submission; options: SubmitOptions }[] = [];
  /** Called for every submission before it becomes a job. */
  beforeSubmit: (submission: Submission, options: SubmitOptions) => Promise<void> | void = () => {};
  /** Called once the job is there. */
  onJob: (job: StoredJob) => Promise<void> | void = () => {};
  readonly #folder: string;
  readonly #keys = new Map<string, StoredJob>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  add(tenant = 'local'): StoredJob {
    const job = new StoredJob(this.#folder, tenant);
    this.jobs.set(job.id, job);
    return job;
  }

  async submit(
    submission: Submission,
    who: Principal,
    options: SubmitOptions,
  ): Promise<StreamedJob> {
    this.submissions.push({ submission, options });
    await this.beforeSubmit(submission, options);
    const key = options.idempotencyKey;
    const known = key === undefined ? undefined : this.#keys.get(key);
    if (known !== undefined) return known;
    const job = this.add(who.tenant);
    if (key !== undefined) this.#keys.set(key, job);
    void this.onJob(job);
    return job;
  }

  async read(jobId: string, who: Principal): Promise<StoredJob> {
    await Promise.resolve();
    const job = this.jobs.get(jobId);
    if (job?.tenant === who.tenant) return job;
    throw new LiveCalcError('NOT_FOUND', `There is no job ${jobId}.`);
  }

  async debug(jobId: string, command: DebugCommand, who: Principal): Promise<DebugAnswer> {
    await this.read(jobId, who);
    this.commands.push(command);
    return { is: 'running' };
  }

  async cancel(jobId: string, who: Principal): Promise<StoredJob> {
    const job = await this.read(jobId, who);
    if (job.status().result === null) {
      job.fail(new LiveCalcError('CANCELLED', 'The job was cancelled.'));
    }
    return job;
  }
}
