/** The jobs of a worker as sockets ask for them. */
import type { DebugAnswer, DebugCommand } from '../../contracts/wire/debug.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { Submission } from '../../contracts/wire/submission.ts';
import type { Principal } from '../../service/principal.ts';
import type { StreamedJobs, SubmitOptions } from '../../service/sockets/streamed-job.ts';
import type { Intake } from '../../intake/intake.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';
import type { PinnedFile } from '../../intake/assets/asset-store.ts';

export class SocketJobs implements StreamedJobs {
  readonly #jobs: Jobs;
  readonly #intake: Intake<PinnedFile>;

  constructor(jobs: Jobs, intake: Intake<PinnedFile>) {
    this.#jobs = jobs;
    this.#intake = intake;
  }

  async submit(submission: Submission, who: Principal, options: SubmitOptions): Promise<Job> {
    this.#jobs.checkRoom({ tenant: who.tenant, ...options });
    const order = await this.#intake.takeSubmission(submission, who.tenant);
    return await this.#jobs.submit(order, { principal: who, ...options });
  }

  async read(jobId: string, who: Principal): Promise<Job> {
    return await Promise.resolve(this.#jobs.find(jobId, who.tenant));
  }

  async debug(jobId: string, command: DebugCommand, who: Principal): Promise<DebugAnswer> {
    const job = this.#jobs.find(jobId, who.tenant);
    if (job.owner.principal.subject === who.subject) return await job.debug(command);
    const message = 'A run is paused and looked into by whoever submitted it, and by nobody else.';
    throw new LiveCalcError('FORBIDDEN', message, { found: who.subject });
  }

  async cancel(jobId: string, who: Principal): Promise<Job> {
    const job = this.#jobs.find(jobId, who.tenant);
    await this.#jobs.cancel(jobId, who.tenant);
    return job;
  }
}
