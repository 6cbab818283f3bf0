/** How a lead changes the state of its job, and what everybody is told then. */
import type { RunResult } from '../../contracts/run-result.ts';
import type { JobState } from '../../contracts/wire/job.ts';
import type { OutcomeOf, TaskError } from '../../contracts/wire/task.ts';
import type { Fence, JobChange, JobRecord, Move } from '../store/job-store.ts';
import { withdrawnError } from './core/course-errors.ts';
import type { DispatchServices } from './services.ts';

const alive: readonly JobState[] = ['PENDING', 'SCHEDULED', 'RUNNING'];
const every: readonly JobState[] = [...alive, 'COMPLETED', 'FAILED', 'CANCELLED'];

const noResult = {
  result: null,
  tables: [],
  executionRecord: null,
  progress: null,
  waitingFor: null,
} as const;

export class JobMoves {
  readonly #services: DispatchServices;

  constructor(services: DispatchServices) {
    this.#services = services;
  }

  /** Its first task is on its way to the workers of a version. */
  async schedule(fence: Fence, runtimeVersion: string): Promise<JobRecord | null> {
    const reason = `Its first task goes to the workers of version ${runtimeVersion}.`;
    const change = { runtimeVersion, waitingFor: null };
    return await this.#move(
      fence.jobId,
      { to: 'SCHEDULED', from: ['PENDING'], reason, change },
      fence,
    );
  }

  async begin(fence: Fence): Promise<JobRecord | null> {
    const change = { startedAt: this.#services.now(), waitingFor: null };
    const reason = 'A worker has begun it.';
    const from = ['PENDING', 'SCHEDULED'] as const;
    return await this.#move(fence.jobId, { to: 'RUNNING', from, reason, change }, fence);
  }

  /** Changes fields, not the state. */
  async note(fence: Fence, state: JobState, change: JobChange): Promise<JobRecord | null> {
    const reason = 'More is known of it.';
    return await this.#move(fence.jobId, { to: state, from: [state], reason, change }, fence);
  }

  async complete(
    fence: Fence,
    job: JobRecord,
    outcome: OutcomeOf<'finished'>,
    result: RunResult,
  ): Promise<JobRecord | null> {
    const at = this.#services.now();
    const change: JobChange = {
      startedAt: job.startedAt ?? beginOf(job, result, at),
      finishedAt: at,
      planned: outcome.planned,
      result,
      tables: outcome.tables,
      executionRecord: outcome.record ?? null,
      progress: null,
      waitingFor: null,
    };
    const reason = 'Its last task has left the result.';
    return await this.#end(fence.jobId, { to: 'COMPLETED', from: alive, reason, change }, fence);
  }

  /** The tenant has the result of the same run already. */
  async answer(fence: Fence, from: JobRecord, change: JobChange): Promise<JobRecord | null> {
    const at = this.#services.now();
    // The one that computed it: should its result be withdrawn, this one is found (I7).
    const answeredFrom = from.answeredFrom ?? from.id;
    const reason = `Job ${answeredFrom} was asked the same and has the result.`;
    const answered = {
      startedAt: at,
      ...change,
      finishedAt: at,
      result: from.result,
      tables: from.tables,
      executionRecord: from.executionRecord,
      answeredFrom,
      progress: null,
      waitingFor: null,
    };
    const move = { to: 'COMPLETED', from: alive, reason, change: answered } as const;
    return await this.#end(fence.jobId, move, fence);
  }

  async fail(fence: Fence, error: TaskError): Promise<JobRecord | null> {
    const change = { ...noResult, error, finishedAt: this.#services.now() };
    const reason = `${error.code}: ${error.message}`;
    return await this.#end(fence.jobId, { to: 'FAILED', from: alive, reason, change }, fence);
  }

  /** By anybody: with a lead's fence, or without. */
  async cancel(
    jobId: string,
    error: TaskError,
    by: string,
    fence: Fence | null,
  ): Promise<JobRecord | null> {
    const change = { ...noResult, error, finishedAt: this.#services.now() };
    const move = { to: 'CANCELLED', from: alive, reason: error.message, change } as const;
    return await this.#end(jobId, move, fence, by);
  }

  /**
   * Two computations differ (I7): by whoever finds it, whatever the state. Those that were given the
   * result lose it too.
   */
  async violated(jobId: string, error: TaskError): Promise<void> {
    const { store, logger, now } = this.#services;
    logger.error({ jobId, code: error.code }, error.message);
    const change = { ...noResult, error, finishedAt: now() };
    const reason = `${error.code}: ${error.message}`;
    await this.#end(jobId, { to: 'FAILED', from: every, reason, change }, null);
    for (const answer of await store.answersOf(jobId)) {
      await this.violated(answer, withdrawnError(jobId, error));
    }
  }

  /** Workers let go of the job, and what waits for them is taken away. */
  async #end(
    jobId: string,
    move: Omit<Move, 'at' | 'by'>,
    fence: Fence | null,
    by?: string,
  ): Promise<JobRecord | null> {
    const job = await this.#move(jobId, move, fence, by);
    if (job === null) return null;
    const { ended, onEnded } = this.#services;
    onEnded?.(job);
    ended.add(jobId);
    return job;
  }

  async #move(
    jobId: string,
    move: Omit<Move, 'at' | 'by'>,
    fence: Fence | null,
    by?: string,
  ): Promise<JobRecord | null> {
    const { store, queue, now, gatewayId } = this.#services;
    const full = { ...move, at: now(), by: by ?? `gateway ${gatewayId}` };
    const job = await store.move(jobId, full, fence);
    if (job !== null) queue.announce({ kind: 'job', jobId });
    return job;
  }
}

/** Nobody was told when a job of one short task began; its stages say how long they took. */
function beginOf({ createdAt }: JobRecord, { timings }: RunResult, at: number): number {
  const tookMs = Object.values(timings).reduce((sum, ms) => sum + ms, 0);
  return Math.max(createdAt, at - Math.round(tookMs));
}
