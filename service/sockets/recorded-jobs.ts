/** Jobs as sockets see them: with roles, and a line in the audit log for each action. */
import { randomUUID } from 'node:crypto';
import type { DebugAnswer, DebugCommand } from '../../contracts/wire/debug.ts';
import type { Submission } from '../../contracts/wire/submission.ts';
import { problemOf } from '../../contracts/wire/problem-details.ts';
import type { AuditLog } from '../audit-log.ts';
import type { Principal } from '../principal.ts';
import { authorize, type Action } from '../roles.ts';
import type { StreamedJob, StreamedJobs, SubmitOptions } from './streamed-job.ts';

export class RecordedJobs implements StreamedJobs {
  readonly #jobs: StreamedJobs;
  readonly #audit: AuditLog;

  constructor(jobs: StreamedJobs, audit: AuditLog) {
    this.#jobs = jobs;
    this.#audit = audit;
  }

  submit(submission: Submission, who: Principal, options: SubmitOptions): Promise<StreamedJob> {
    return this.#recorded('job.submit', who, options.from, () =>
      this.#jobs.submit(submission, who, options),
    );
  }

  read(jobId: string, who: Principal, from: string): Promise<StreamedJob> {
    return this.#recorded('result.read', who, from, () => this.#jobs.read(jobId, who, from));
  }

  cancel(jobId: string, who: Principal, from: string): Promise<StreamedJob> {
    return this.#recorded('job.cancel', who, from, () => this.#jobs.cancel(jobId, who, from));
  }

  async debug(
    jobId: string,
    command: DebugCommand,
    who: Principal,
    from: string,
  ): Promise<DebugAnswer> {
    const act = (): Promise<DebugAnswer> => this.#jobs.debug(jobId, command, who, from);
    return await this.#noted('job.debug', who, from, act, () => ({ job: jobId }));
  }

  #recorded(
    action: Action,
    who: Principal,
    from: string,
    act: () => Promise<StreamedJob>,
  ): Promise<StreamedJob> {
    return this.#noted(action, who, from, act, (job) => {
      const { planned, result } = job.status();
      const hashes = { runHash: planned?.runHash, resultHash: result?.resultHash ?? undefined };
      return { job: job.id, ...hashes };
    });
  }

  /** Throws FORBIDDEN, and what `act` throws. */
  async #noted<T>(
    action: Action,
    who: Principal,
    from: string,
    act: () => Promise<T>,
    facts: (done: T) => { readonly job: string },
  ): Promise<T> {
    const entry = { requestId: randomUUID(), from, who, action };
    try {
      authorize(who, action);
      const done = await act();
      this.#audit.record({ ...entry, outcome: 'ok', ...facts(done) });
      return done;
    } catch (error) {
      const { code } = problemOf(error);
      const outcome = code === 'FORBIDDEN' || code === 'NOT_FOUND' ? 'refused' : 'failed';
      this.#audit.record({ ...entry, outcome, code });
      throw error;
    }
  }
}

/** The line of a socket that named nobody. */
export function auditRefusal(audit: AuditLog, error: unknown, from: string): void {
  const { code } = problemOf(error);
  const outcome = code === 'UNAUTHENTICATED' ? 'refused' : 'failed';
  const requestId = randomUUID();
  audit.record({ requestId, from, who: null, action: 'authenticate', outcome, code });
}
