/** How a model becomes a job: stored as objects, noted in the store, answered at once where that can be. */
import type { PinnedAsset } from '../../intake/asset-shelf.ts';
import type { RunOrder } from '../../intake/run-order.ts';
import { resultObjects } from '../jobs/result-objects.ts';
import type { NotedObjects } from '../objects/noted-objects.ts';
import { storeTaskModel, type StoredModel } from '../objects/task-model.ts';
import type { JobRecord, JobStore, NewJob, Quota } from '../store/job-store.ts';
import { poolOf } from './pool-of.ts';

export interface JobSubmissionOptions {
  readonly store: JobStore;
  readonly objects: NotedObjects;
  readonly runtimeVersion: string;
  readonly quota: Quota;
  /** Where the request does not say. */
  readonly maxAttempts: number;
  /** Something of the job is to be done. */
  readonly kick: (jobId: string) => void;
  /** A job was answered at once. */
  readonly onEnded: (job: JobRecord) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
}

/** Who asks for a job, and how it is to be run. */
export interface JobRequest {
  readonly subject: string;
  readonly idempotencyKey?: string | undefined;
  /** From now. */
  readonly deadlineMs?: number | undefined;
  readonly maxAttempts?: number | undefined;
  readonly recompute?: boolean | undefined;
  readonly traceparent?: string | undefined;
}

type Order = RunOrder<PinnedAsset>;

export class JobSubmission {
  readonly #options: JobSubmissionOptions;

  constructor(options: JobSubmissionOptions) {
    this.#options = options;
  }

  /** Lets go of the order in the end. Throws IDEMPOTENCY_CONFLICT, QUOTA_EXCEEDED, STORAGE_FULL, BACKEND_UNAVAILABLE. */
  async submit(order: Order, request: JobRequest): Promise<JobRecord> {
    using held = order;
    const { store, objects, quota, kick, onEnded } = this.#options;
    const stored = await storeTaskModel(held, objects);
    const inserted = await store.insert(this.#newJob(held, stored, request), quota);
    const { job, isNew } = inserted;
    if (!isNew) return job;
    const answered = job.recompute ? null : await this.#answer(job);
    if (answered !== null) {
      onEnded(answered);
      return answered;
    }
    kick(job.id);
    return job;
  }

  /** A job of the tenant that has the answer, with all objects of its result; null where there is none. */
  async known(tenant: string, contentHash: string): Promise<JobRecord | null> {
    const { store, objects, runtimeVersion } = this.#options;
    const known = await store.answered(tenant, { contentHash });
    // Another version may value otherwise, and its run hash says so.
    if (known === null || known.runtimeVersion !== runtimeVersion) return null;
    for (const { sha256 } of resultObjects(known)) {
      if ((await objects.claim(tenant, sha256)) === null) return null;
    }
    return known;
  }

  /** Ends a job that waits with the result of an earlier one; null where that cannot be. */
  async #answer(job: JobRecord): Promise<JobRecord | null> {
    const { store, now } = this.#options;
    const asked = { contentHash: job.contentHash };
    const first = await store.answered(job.tenant, asked);
    if (first === null) return null;
    // Noted as needed before it is looked whether they are there: what is found then stays.
    await store.useObjects(job.id, resultObjects(first));
    const known = await this.known(job.tenant, job.contentHash);
    // Another one has a record of its own, which is not noted.
    if (known?.id !== first.id) return null;
    const { planned, result, tables, executionRecord, runtimeVersion } = known;
    const at = now();
    const answeredFrom = known.answeredFrom ?? known.id;
    return await store.move(
      job.id,
      {
        from: ['PENDING'],
        to: 'COMPLETED',
        at,
        by: `user ${job.subject}`,
        reason: `The same run was valued before, by job ${answeredFrom}.`,
        change: {
          waitingFor: null,
          finishedAt: at,
          answeredFrom,
          result,
          tables,
          executionRecord,
          ...(planned && { planned }),
          ...(runtimeVersion !== null && { runtimeVersion }),
        },
      },
      null,
    );
  }

  #newJob(order: Order, { model, objects, sizeBytes }: StoredModel, request: JobRequest): NewJob {
    const { now, newId, maxAttempts } = this.#options;
    const { tenant, contentHash, bringsCode } = order;
    const at = now();
    return {
      id: newId(),
      tenant,
      subject: request.subject,
      model,
      objects,
      contentHash,
      bringsCode,
      pool: poolOf(tenant, bringsCode),
      createdAt: at,
      deadlineAt: request.deadlineMs === undefined ? null : at + request.deadlineMs,
      maxAttempts: request.maxAttempts ?? maxAttempts,
      recompute: request.recompute ?? false,
      idempotencyKey: request.idempotencyKey ?? null,
      traceparent: request.traceparent ?? null,
      queuedBytes: sizeBytes,
    };
  }
}
