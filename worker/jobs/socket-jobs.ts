/** The jobs of a worker as sockets see them: with roles, and a line in the audit log for each action. */
import { randomUUID } from 'node:crypto';
import type { Submission } from '../../contracts/wire/submission.ts';
import { problemOf } from '../../contracts/wire/problem-details.ts';
import type { AuditLog } from '../../service/audit-log.ts';
import type { Principal } from '../../service/principal.ts';
import { authorize, type Action } from '../../service/roles.ts';
import type { StreamedJobs, SubmitOptions } from '../../service/sockets/streamed-job.ts';
import type { Intake } from '../../intake/intake.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';
import type { PinnedFile } from '../../intake/assets/asset-store.ts';

export class SocketJobs implements StreamedJobs {
  readonly #jobs: Jobs;
  readonly #intake: Intake<PinnedFile>;
  readonly #audit: AuditLog;

  constructor(jobs: Jobs, intake: Intake<PinnedFile>, audit: AuditLog) {
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

  async read(jobId: string, who: Principal, from: string): Promise<Job> {
    return await this.#recorded('result.read', who, from, () =>
      Promise.resolve(this.#jobs.find(jobId, who.tenant)),
    );
  }

  async cancel(jobId: string, who: Principal, from: string): Promise<Job> {
    return await this.#recorded('job.cancel', who, from, async () => {
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
    const recorded = this.#record(action, who, from);
    try {
      authorize(who, action);
      return recorded.ok(await act());
    } catch (error) {
      throw recorded.failed(error);
    }
  }

  /** What writes the line of an action, once it is known how it went. */
  #record(action: Action, who: Principal, from: string): Recorder {
    const entry = { requestId: randomUUID(), from, who, action };
    return {
      ok: (job) => {
        const { planned, result } = job.status();
        const hashes = { runHash: planned?.runHash, resultHash: result?.resultHash };
        this.#audit.record({ ...entry, outcome: 'ok', job: job.id, ...hashes });
        return job;
      },
      failed: (error) => {
        const { code } = problemOf(error);
        const outcome = code === 'FORBIDDEN' || code === 'NOT_FOUND' ? 'refused' : 'failed';
        this.#audit.record({ ...entry, outcome, code });
        return error;
      },
    };
  }
}

interface Recorder {
  readonly ok: (job: Job) => Job;
  readonly failed: (error: unknown) => unknown;
}

/** The line of a socket that named nobody. */
export function auditRefusal(audit: AuditLog, error: unknown, from: string): void {
  const { code } = problemOf(error);
  const outcome = code === 'UNAUTHENTICATED' ? 'refused' : 'failed';
  const requestId = randomUUID();
  audit.record({ requestId, from, who: null, action: 'authenticate', outcome, code });
}
