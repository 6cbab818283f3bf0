/** The jobs of a gateway as sockets ask for them: on any gateway the same. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { DebugAnswer } from '../../contracts/wire/debug.ts';
import type { Submission } from '../../contracts/wire/submission.ts';
import type { PinnedAsset } from '../../intake/asset-shelf.ts';
import type { Intake } from '../../intake/intake.ts';
import type { Principal } from '../../service/principal.ts';
import type { StreamedJobs, SubmitOptions } from '../../service/sockets/streamed-job.ts';
import { findJob } from '../jobs/find-job.ts';
import type { JobEnding } from '../jobs/job-ending.ts';
import type { JobWatcher } from '../jobs/job-watcher.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { JobRecord, JobStore } from '../store/job-store.ts';
import type { JobSubmission } from '../submission/job-submission.ts';
import { GatewayJob } from './gateway-job.ts';

export interface SocketJobParts {
  readonly store: JobStore;
  readonly objects: ObjectStore;
  readonly intake: Intake<PinnedAsset>;
  readonly submission: JobSubmission;
  readonly watcher: JobWatcher;
  readonly ending: JobEnding;
  /** Throws RATE_LIMITED, DRAINING. */
  readonly admit: (who: Principal) => void;
}

export class SocketJobs implements StreamedJobs {
  readonly #parts: SocketJobParts;

  constructor(parts: SocketJobParts) {
    this.#parts = parts;
  }

  async submit(asked: Submission, who: Principal, options: SubmitOptions): Promise<GatewayJob> {
    const { intake, submission, ending, admit } = this.#parts;
    if (options.isPaused) throw notDebugged();
    admit(who);
    const order = await intake.takeSubmission(asked, who.tenant);
    const { idempotencyKey, traceparent, signal } = options;
    const { subject } = who;
    const job = await submission.submit(order, { subject, idempotencyKey, traceparent });
    if (signal?.aborted) {
      await ending.cancel(job, subject);
      throw new LiveCalcError('CANCELLED', 'The client left before its job was known to it.');
    }
    return this.#follow(job);
  }

  async read(jobId: string, who: Principal): Promise<GatewayJob> {
    return this.#follow(await findJob(this.#parts.store, who.tenant, jobId));
  }

  debug(): Promise<DebugAnswer> {
    return Promise.reject(notDebugged());
  }

  async cancel(jobId: string, who: Principal): Promise<GatewayJob> {
    const { store, ending } = this.#parts;
    const job = await findJob(store, who.tenant, jobId);
    return this.#follow(await ending.cancel(job, who.subject));
  }

  #follow(job: JobRecord): GatewayJob {
    const { watcher, objects } = this.#parts;
    return new GatewayJob(job, watcher, objects);
  }
}

function notDebugged(): LiveCalcError {
  const message =
    'A gateway does not debug runs: parts of a job may run on many workers. Submit it to a single worker ' +
    'and debug it on that worker’s own stream, or run livecalc debug CONFIG on your machine.';
  return new LiveCalcError('FRAME_OUT_OF_ORDER', message);
}
