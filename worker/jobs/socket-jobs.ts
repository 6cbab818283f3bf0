/** The jobs of a worker as sockets see them: with roles, and a line in the audit log for each action. */
import { randomUUID } from 'node:crypto';
import type { Submission } from '../../contracts/wire/submission.ts';
import { problemOf } from '../../contracts/wire/problem-details.ts';
import type { AuditLog } from '../../service/audit-log.ts';
import type { Principal } from '../../service/principal.ts';
import { authorize, type Action } from '../../service/roles.ts';
import type { StreamedJobs, SubmitOptions } from '../../service/sockets/streamed-job.ts';
import type { Intake } from '../intake/intake.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';

export class SocketJobs implements StreamedJobs {
  readonly #jobs: Jobs;
  readonly #intake: Intake;
  readonly #audit: AuditLog;

  constructor(jobs: Jobs, intake: Intake, audit: AuditLog) {
    this.#jobs = jobs;
    this.#intake = intake;
    this.#audit = audit;
  }

  async submit(submission: Submission, who: Principal, options: SubmitOptions): Promise<Job> {
    return await this.#recorded('job.submit', who, options.from, async () => {
      this.#jobs.checkRoom({ tenant: who.tenant, ...options });
      const order = await this.#intake.takeSubmission(submission, who.tenant);
      return await this.#jobs.submit(order, { principal: who, ...options });
    });
  }

  find(jobId: string, who: Principal): Job {
    authorize(who, 'result.read');
    return this.#jobs.find(jobId, who.tenant);
  }

  async cancel(jobId: string, who: Principal): Promise<void> {
    await this.#recorded('job.cancel', who, 'socket', async () => {
      const job = this.#jobs.find(jobId, who.tenant);
      await this.#jobs.cancel(jobId, who.tenant);
      return job;
    });
  }

  async #recorded(
    action: Action,
    who: Principal,
    from: string,
    act: () => Promise<Job>,
  ): Promise<Job> {
    const entry = { requestId: randomUUID(), from, who, action };
    try {
      authorize(who, action);
      const job = await act();
      const runHash = job.status().planned?.runHash;
      this.#audit.record({ ...entry, outcome: 'ok', job: job.id, runHash });
      return job;
    } catch (error) {
      const { code } = problemOf(error);
      const outcome = code === 'FORBIDDEN' || code === 'NOT_FOUND' ? 'refused' : 'failed';
      this.#audit.record({ ...entry, outcome, code });
      throw error;
    }
  }
}
