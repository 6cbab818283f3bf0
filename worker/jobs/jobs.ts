/**
 * The jobs of a worker: accepted, planned, run one after the other, kept for a while.
 *
 * docs/job-states.md tells the states and why a worker runs one job at a time.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Executors, RunTask } from '../../executor/executor.ts';
import type { RunOrder } from '../../intake/run-order.ts';
import { asStorageError, type DiskRoom } from '../../intake/storage/disk-room.ts';
import { IdempotencyKeys } from './idempotency.ts';
import { Job, type JobOwner } from './job.ts';
import { plannedJob, type JobEvent } from './job-state.ts';
import { KeptJobs } from './kept-jobs.ts';
import { RunLane } from './run-lane.ts';
import type { PinnedFile } from '../../intake/assets/asset-store.ts';

export interface JobsOptions {
  readonly executors: Executors;
  /** Absolute: a folder per job is made in it. */
  readonly folder: string;
  readonly room: DiskRoom;
  /** Beside the one that runs. */
  readonly maxQueuedJobs: number;
  readonly retentionMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Told after every event of every job. */
  readonly onEvent: (job: Job, event: JobEvent) => void;
}

export interface JobRequest extends JobOwner {
  readonly idempotencyKey?: string | undefined;
  /** Whether the run stands before its first node, for somebody who wants to look into it. */
  readonly isPaused?: boolean | undefined;
  /** Ends the planning; a job that was answered goes on. */
  readonly signal?: AbortSignal | undefined;
}

/** Who asks for a job, and under which key. */
interface Asked {
  readonly tenant: string;
  readonly idempotencyKey?: string | undefined;
}

export class Jobs {
  readonly #options: JobsOptions;
  readonly #lane: RunLane;
  readonly #kept: KeptJobs;
  readonly #keys = new IdempotencyKeys();
  readonly #drain = new AbortController();
  /** Submissions that are not at their end, those that are being planned among them. */
  #active = 0;

  constructor(options: JobsOptions) {
    this.#options = options;
    this.#lane = new RunLane(options.executors);
    this.#kept = new KeptJobs(options.retentionMs);
  }

  /** Submissions that wait or are planned. */
  get queued(): number {
    return this.#active - (this.running === null ? 0 : 1);
  }

  get running(): Job | null {
    return this.#lane.running;
  }

  /**
   * Throws DRAINING, or QUEUE_FULL where one more would be too many. A key that is known asks for a
   * job that is here already.
   */
  checkRoom({ tenant, idempotencyKey: key }: Asked): void {
    if (key !== undefined && this.#keys.has(tenant, key)) return;
    this.#drain.signal.throwIfAborted();
    const { maxQueuedJobs } = this.#options;
    if (this.#active <= maxQueuedJobs) return;
    const message =
      `${this.#active - 1} jobs wait, and no more than ${maxQueuedJobs} may (MAX_QUEUED_JOBS). ` +
      'Try again later, or on another worker.';
    throw new LiveCalcError('QUEUE_FULL', message, { expected: `at most ${maxQueuedJobs} jobs` });
  }

  /**
   * Plans the run and puts it into the queue; resolves to its job. Lets go of the order in the end.
   * Throws what planning throws, QUEUE_FULL, DRAINING, IDEMPOTENCY_CONFLICT.
   */
  async submit(order: RunOrder<PinnedFile>, request: JobRequest): Promise<Job> {
    using stack = new DisposableStack();
    stack.use(order);
    const submit = (): Promise<Job> => this.#accept(order, request, stack.move());
    const { idempotencyKey: key } = request;
    if (key === undefined) return await submit();
    const { tenant, contentHash } = order;
    return await this.#keys.once({ tenant, key, contentHash }, submit);
  }

  /** Throws NOT_FOUND, also for another tenant's. */
  find(jobId: string, tenant: string): Job {
    return this.#kept.find(jobId, tenant);
  }

  /** Resolves once nothing of it runs. Throws NOT_FOUND. */
  async cancel(jobId: string, tenant: string): Promise<void> {
    const job = this.find(jobId, tenant);
    job.stop.abort(new LiveCalcError('CANCELLED', 'The job was cancelled.'));
    await job.ended;
  }

  /** Takes nothing more, and ends what waits. What runs goes on. */
  drain(): void {
    const error = drainingError();
    this.#drain.abort(error);
    for (const job of this.#kept.all()) if (job !== this.running) job.stop.abort(error);
  }

  /** Ends everything; resolves once nothing runs. */
  async stop(): Promise<void> {
    this.drain();
    const message =
      'The worker went down before the run was done, and nothing of it is kept. Submit the job again.';
    this.running?.stop.abort(new LiveCalcError('DRAINING', message));
    await this.idle();
  }

  /** Resolves once no job runs or waits. */
  async idle(): Promise<void> {
    await Promise.all(this.#kept.all().map((job) => job.ended));
  }

  async #accept(order: RunOrder<PinnedFile>, request: JobRequest, held: Disposable): Promise<Job> {
    using stack = new DisposableStack();
    stack.use(held);
    this.checkRoom({ tenant: order.tenant });
    this.#active++;
    stack.defer(() => this.#active--);
    const jobId = randomUUID();
    const task = await this.#taskOf(order, jobId, request.isPaused === true);
    const planned = await this.#lane
      .plan(task, this.#planSignal(request))
      .catch(async (error: unknown) => {
        await rm(task.resultFolder, { recursive: true, force: true });
        throw error;
      });
    const { room, now } = this.#options;
    const status = plannedJob(jobId, planned.planned, now());
    const job = new Job(status, request, { folder: task.resultFolder, room }, () => {
      this.#kept.forget(job);
      if (request.idempotencyKey !== undefined) {
        this.#keys.forget(order.tenant, request.idempotencyKey);
      }
    });
    this.#kept.add(job);
    const letGo = stack.move();
    void this.#lane.run(job, task, planned, (event) => {
      this.#tell(job, event);
      if (job.isEnded) letGo.dispose();
    });
    return job;
  }

  #planSignal({ signal }: JobRequest): AbortSignal {
    return signal === undefined
      ? this.#drain.signal
      : AbortSignal.any([this.#drain.signal, signal]);
  }

  async #taskOf(order: RunOrder<PinnedFile>, jobId: string, isPaused: boolean): Promise<RunTask> {
    const resultFolder = path.join(this.#options.folder, jobId);
    await mkdir(resultFolder, { recursive: true }).catch((error: unknown) => {
      throw asStorageError(error);
    });
    const { tenant, config, assets, engines, bringsCode } = order;
    return { tenant, config, assets, engines, bringsCode, resultFolder, isPaused };
  }

  #tell(job: Job, event: JobEvent): void {
    job.tell(event, this.#options.now());
    if (job.isEnded) this.#kept.ended(job);
    this.#options.onEvent(job, event);
  }
}

function drainingError(): LiveCalcError {
  const message = 'The worker is on its way down and takes no new work. Try again on another one.';
  return new LiveCalcError('DRAINING', message);
}
