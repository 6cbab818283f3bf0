/** Does what the course of a job says: I/O with the lead's fence. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { runResultSchema, type RunResult } from '../../contracts/run-result.ts';
import type { PlannedJob } from '../../contracts/wire/job.ts';
import type {
  ObjectRef,
  OutcomeOf,
  StageProductRef,
  TaskError,
} from '../../contracts/wire/task.ts';
import type { Fence, JobRecord } from '../store/job-store.ts';
import type { CourseEvent, Instruction } from './core/job-course.ts';
import { JobMoves } from './job-moves.ts';
import { resultObjects } from '../jobs/result-objects.ts';
import { keepProduct, keepProducts } from './kept-objects.ts';
import type { DispatchServices } from './services.ts';
import { StageMerge } from './stage-merge.ts';

/** What came of an instruction; null where the store refused: the job is over, or somebody else leads it. */
export type StepResult = CourseEvent | null;

export class CourseSteps {
  readonly #services: DispatchServices;
  readonly #fence: Fence;
  readonly #moves: JobMoves;
  #merge: StageMerge | null = null;
  /** The list of the first products, as it is stored. */
  #products: { readonly count: number; readonly object: ObjectRef | null } = {
    count: 0,
    object: null,
  };

  constructor(services: DispatchServices, fence: Fence) {
    this.#services = services;
    this.#fence = fence;
    this.#moves = new JobMoves(services);
  }

  async run(instruction: Instruction, job: JobRecord): Promise<StepResult> {
    switch (instruction.kind) {
      case 'leave':
        return null;
      case 'cancel':
        return moved(await this.#moves.cancel(job.id, instruction.error, this.#by(), this.#fence));
      case 'fail':
        return moved(await this.#moves.fail(this.#fence, instruction.error));
      case 'begin':
        return moved(await this.#moves.begin(this.#fence));
      case 'plan':
        return moved(await this.#plan(job, instruction.planned));
      case 'merge':
        return await this.#add(instruction);
      case 'product':
        return await this.#product(job, instruction);
      case 'complete':
        return moved(await this.#complete(job, instruction.outcome));
    }
  }

  /** The object that lists what tasks are given; null for no products. */
  async productsObject(
    job: JobRecord,
    products: readonly StageProductRef[],
  ): Promise<ObjectRef | null> {
    if (this.#products.count !== products.length) {
      const object = await keepProducts(this.#services, job, products);
      this.#products = { count: products.length, object };
    }
    return this.#products.object;
  }

  async #plan(job: JobRecord, planned: PlannedJob): Promise<JobRecord | null> {
    const known = job.recompute ? null : await this.#answered(job, planned.runHash);
    if (known === null || !(await this.#keepResult(job, known))) {
      return await this.#moves.note(this.#fence, job.state, { planned });
    }
    return await this.#moves.answer(this.#fence, known, {
      planned,
      ...(job.startedAt === null ? {} : { startedAt: job.startedAt }),
    });
  }

  async #add({ stage, outcome }: Extract<Instruction, { kind: 'merge' }>): Promise<CourseEvent> {
    if (this.#merge?.stage !== stage) this.#merge = new StageMerge(stage);
    const bytes = await this.#services.payloads.read(outcome);
    if (bytes !== null) this.#merge.add(outcome, bytes);
    return { kind: 'merged', taskId: outcome.taskId };
  }

  async #product(
    job: JobRecord,
    { stage }: Extract<Instruction, { kind: 'product' }>,
  ): Promise<CourseEvent> {
    const sums = this.#merge?.stage === stage ? this.#merge.bytes : null;
    const product = await keepProduct(this.#services, job, stage, sums);
    this.#merge = null;
    return { kind: 'product', product };
  }

  async #complete(job: JobRecord, outcome: OutcomeOf<'finished'>): Promise<JobRecord | null> {
    const [known, result] = await Promise.all([
      this.#answered(job, outcome.planned.runHash),
      this.#resultOf(outcome),
    ]);
    const { resultHash } = outcome;
    const before = known?.result?.resultHash ?? resultHash;
    // A partial result has no hash: what lacks in it says nothing of the workers (I1).
    if (resultHash === null || before === resultHash) {
      return await this.#moves.complete(this.#fence, job, outcome, result);
    }
    const other = known!.answeredFrom ?? known!.id;
    const message = `Run ${outcome.planned.runHash} gave result ${resultHash} in job ${job.id} and ${before} in job ${other}: the same run must give the same result (I1). Neither is told before it is known which worker computes wrong.`;
    const details = { found: resultHash, expected: String(before) };
    const error: TaskError = { code: 'PARITY_VIOLATION', message, ...details };
    const failed = await this.#moves.fail(this.#fence, error);
    if (failed !== null) await this.#moves.violated(other, error);
    return failed;
  }

  /** Notes the result of another job as needed by this one too; false where it has gone with it. */
  async #keepResult(job: JobRecord, known: JobRecord): Promise<boolean> {
    const { store, objects } = this.#services;
    const kept = resultObjects(known);
    await store.useObjects(job.id, kept);
    for (const { sha256 } of kept) {
      if (!(await objects.renew(job.tenant, sha256))) return false;
    }
    return true;
  }

  async #answered(job: JobRecord, runHash: string): Promise<JobRecord | null> {
    const known = await this.#services.store.answered(job.tenant, { runHash });
    return known === null || known.id === job.id ? null : known;
  }

  async #resultOf(outcome: OutcomeOf<'finished'>): Promise<RunResult> {
    const bytes = await this.#services.payloads.read(outcome);
    try {
      return runResultSchema.parse(JSON.parse(new TextDecoder().decode(bytes ?? undefined)));
    } catch (error) {
      const message = `Worker ${outcome.worker} reported a result of job ${outcome.jobId} that is none: the log has the rest. This is a defect; report it.`;
      throw new LiveCalcError('INTERNAL', message, {}, error);
    }
  }

  #by(): string {
    return `gateway ${this.#services.gatewayId}`;
  }
}

function moved(job: JobRecord | null): StepResult {
  return job === null ? null : { kind: 'moved', job };
}
