/**
 * Takes in what workers report, for all gateways: stores it under (job, task), once, and only then
 * lets the queue forget it (I7). Whoever leads the job looks at it afterwards.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ObjectRef, OutcomeOf, TaskError, TaskOutcome } from '../../contracts/wire/task.ts';
import { finalStates } from '../../contracts/wire/job.ts';
import type { ReportedOutcome } from '../../fleet/queue/queue.ts';
import type { Conversions } from './conversions.ts';
import { convertedTable } from './core/task-ids.ts';
import type { JobLead } from './job-lead.ts';
import { JobMoves } from './job-moves.ts';
import type { DispatchServices } from './services.ts';

export class OutcomeIntake {
  readonly #services: DispatchServices;
  readonly #conversions: Conversions;
  readonly #leadOf: (jobId: string) => JobLead | null;
  readonly #moves: JobMoves;

  constructor(
    services: DispatchServices,
    conversions: Conversions,
    leadOf: (jobId: string) => JobLead | null,
  ) {
    this.#services = services;
    this.#conversions = conversions;
    this.#leadOf = leadOf;
    this.#moves = new JobMoves(services);
  }

  /** Rejects where it could not be taken in: then it is offered again, here or to another gateway. */
  async take({ outcome, bytes }: ReportedOutcome): Promise<void> {
    const { jobId, taskId } = outcome;
    if (convertedTable(jobId, taskId) !== null) return await this.#conversions.took(outcome);
    if (outcome.kind === 'returned') return await this.#returned(outcome);
    const found = await this.#services.store.storeOutcome(outcome, bytes);
    if (found === 'unknown') return;
    if (found === 'differs') return await this.#moves.violated(jobId, differs(outcome));
    if (bytes !== null && found === 'stored') this.#services.payloads.remember(taskId, bytes);
    this.#leadOf(jobId)?.on({ kind: 'outcome', outcome });
    // Those who share the work learn of it at once; objects that came with it stay for a while anyway.
    this.#services.queue.announce({ kind: 'job', jobId });
    const objects = objectsOf(outcome);
    if (objects.length > 0) await this.#services.store.useObjects(jobId, objects);
  }

  /** Only the lead may note that a task came to nothing: others pass it on by not taking it. */
  async #returned(outcome: OutcomeOf<'returned'>): Promise<void> {
    const lead = this.#leadOf(outcome.jobId);
    if (lead !== null) return lead.returned(outcome);
    const job = await this.#services.store.anyJob(outcome.jobId);
    if (job === null || finalStates.has(job.state)) return;
    const message = `Task ${outcome.taskId} was given back to a gateway that does not lead its job. Another one will be offered it.`;
    throw new LiveCalcError('BACKEND_UNAVAILABLE', message);
  }
}

function objectsOf(outcome: TaskOutcome): readonly ObjectRef[] {
  switch (outcome.kind) {
    case 'chunk': {
      const { payload, slice } = outcome;
      return [...storedPayload(payload), ...(slice === null ? [] : [slice])];
    }
    case 'finished': {
      const { tables, record, payload } = outcome;
      return [...tables.map(ref), ...(record ? [record] : []), ...storedPayload(payload)];
    }
    default:
      return [];
  }
}

function storedPayload(payload: OutcomeOf<'chunk'>['payload']): readonly ObjectRef[] {
  return payload === null || payload.isInline ? [] : [ref(payload)];
}

function ref({ sha256, sizeBytes }: ObjectRef): ObjectRef {
  return { sha256, sizeBytes };
}

function differs({ jobId, taskId, worker }: TaskOutcome): TaskError {
  const message = `Task ${taskId.slice(jobId.length + 1)} was computed twice and the results differ; the second came from worker ${worker}. The job's result is withdrawn (I7): check the memory of the workers, then submit it again.`;
  return { code: 'PARITY_VIOLATION', message };
}
