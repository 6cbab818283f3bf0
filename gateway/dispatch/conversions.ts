/**
 * Tables of COMPLETED jobs in other formats: made by a worker when they are first asked for, and kept.
 * The job's state does not change, so that no lead is needed: any gateway publishes the task, the queue
 * has it once, and the first outcome that is stored counts (docs/job-states.md).
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { StoredTable } from '../../contracts/wire/job.ts';
import type { TaskError, TaskOf, TaskOutcome } from '../../contracts/wire/task.ts';
import { sharedPool } from '../../contracts/wire/task.ts';
import type { JobRecord, Representation } from '../store/job-store.ts';
import { convertTaskId, convertedTable } from './core/task-ids.ts';
import { versionFor } from './core/version-choice.ts';
import type { DispatchServices } from './services.ts';

/** A conversion that came to nothing so often will not succeed. */
const mostAttempts = 3;

type Asked = Pick<TaskOf<'convert'>, 'table' | 'format'>;

interface Waiter {
  readonly wake: () => void;
  error: TaskError | null;
}

export class Conversions {
  readonly #services: DispatchServices;
  /** By task: who waits for it here. */
  readonly #waiters = new Map<string, Set<Waiter>>();

  constructor(services: DispatchServices) {
    this.#services = services;
  }

  /**
   * The table in that format, made by a worker unless it was made before. Throws what the worker
   * reports, ATTEMPTS_EXHAUSTED, BACKEND_UNAVAILABLE, and the signal's reason.
   */
  async make(
    job: JobRecord,
    table: StoredTable,
    format: Asked['format'],
    signal: AbortSignal,
  ): Promise<Representation> {
    const taskId = convertTaskId(job.id, table.table, format);
    let attempt = 0;
    let missingSince: number | null = null;
    for (;;) {
      signal.throwIfAborted();
      const { store, elapsed, settings } = this.#services;
      const known = await store.representation(job.id, table.table, format);
      if (known !== null) return known;
      const task = await this.#task(job, { table, format }, attempt + 1);
      missingSince = (await this.#isOut(task)) ? null : (missingSince ?? elapsed());
      if (
        attempt === 0 ||
        (missingSince !== null && elapsed() - missingSince >= settings.lostAfterMs)
      ) {
        if (attempt++ >= mostAttempts) throw exhausted(table.table, format);
        await this.#services.queue.publish(task);
        missingSince = null;
      }
      await this.#news(taskId, signal);
    }
  }

  /** Takes in the outcome of a `convert` task. Rejects where the store does not answer. */
  async took(outcome: TaskOutcome): Promise<void> {
    const { jobId, taskId } = outcome;
    const { store, queue } = this.#services;
    if (outcome.kind === 'converted') {
      const { table, format } = convertedTable(jobId, taskId)!;
      // Removed meanwhile, or another tenant's (I8): then nobody needs it.
      if ((await store.job(outcome.tenant, jobId)) === null) return;
      await store.useObjects(jobId, [outcome.object]);
      await store.addRepresentation({ jobId, table, format, object: outcome.object });
      queue.announce({ kind: 'job', jobId });
    }
    for (const waiter of this.#waiters.get(taskId) ?? []) {
      if (outcome.kind === 'failed') waiter.error = outcome.error;
      waiter.wake();
    }
  }

  /** Something of a job was stored by another gateway. */
  look(jobId: string): void {
    for (const [taskId, waiters] of this.#waiters) {
      if (taskId.startsWith(jobId)) for (const { wake } of waiters) wake();
    }
  }

  async #isOut(task: TaskOf<'convert'>): Promise<boolean> {
    const { fleet, queue } = this.#services;
    return fleet.running().has(task.taskId) || (await queue.holds(task));
  }

  /** Any worker can: it needs no code of the model, and no particular version. */
  async #task(job: JobRecord, asked: Asked, attempt: number): Promise<TaskOf<'convert'>> {
    const { fleet, tokens, runtimeVersion: own } = this.#services;
    const pool = fleet.versions(sharedPool).size > 0 ? sharedPool : job.pool;
    return {
      kind: 'convert',
      taskId: convertTaskId(job.id, asked.table.table, asked.format),
      jobId: job.id,
      tenant: job.tenant,
      attempt,
      runtimeVersion: versionFor(own, fleet.versions(pool)) ?? own,
      pool,
      bringsCode: false,
      objectToken: await tokens.mint({ tenant: job.tenant, jobId: job.id }),
      deadlineAt: null,
      traceparent: job.traceparent,
      ...asked,
    };
  }

  /** Resolves on news of the task, or a little later; throws what the worker reports. */
  async #news(taskId: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiter: Waiter = { wake: resolve, error: null };
    const waiters = this.#waiters.get(taskId) ?? new Set();
    this.#waiters.set(taskId, waiters.add(waiter));
    const timer = setTimeout(resolve, this.#services.settings.tickMs);
    signal.addEventListener('abort', waiter.wake, { once: true });
    await promise;
    clearTimeout(timer);
    signal.removeEventListener('abort', waiter.wake);
    waiters.delete(waiter);
    if (waiters.size === 0) this.#waiters.delete(taskId);
    if (waiter.error === null) return;
    const { code, message, ...details } = waiter.error;
    throw new LiveCalcError(
      code,
      message,
      details as ConstructorParameters<typeof LiveCalcError>[2],
    );
  }
}

function exhausted(table: string, format: string): LiveCalcError {
  const message = `Table ${table} was not converted to ${format}: ${mostAttempts} attempts came to nothing, as workers ended or fell silent. Ask again, or ask for the Arrow stream, which needs no conversion.`;
  return new LiveCalcError('ATTEMPTS_EXHAUSTED', message);
}
