/** A job of one spread stage: the real course and the real merge, with partials that count units. */
import type { OutcomeOf } from '../../../contracts/wire/task.ts';
import type { JobRecord, NewTask } from '../../store/job-store.ts';
import { JobCourse, type Instruction } from '../core/job-course.ts';
import { StageMerge } from '../stage-merge.ts';

export interface SimulatedStage {
  readonly units: number;
  readonly grain: number;
  /** What a unit takes, and what is said of it before it is known. */
  readonly unitMs: number;
  readonly guessedUnitMs: number;
}

/** Small, so that many fit; how long real ones take to add is measured by `npm run bench -- merge`. */
const sums = [{ type: 'f64' as const, length: 8 }];
const hash = '0'.repeat(64);
const planned = { runHash: hash, executionOrder: [], memoryBytes: 0 };

export class SimulatedJob {
  readonly course: JobCourse;
  readonly stage: SimulatedStage;
  #merge: StageMerge | null = null;
  /** Units that were counted, once all are; null before. */
  counted: number | null = null;

  constructor(job: JobRecord, stage: SimulatedStage) {
    this.stage = stage;
    this.course = new JobCourse(job, [], () => 1);
  }

  costMs({ kind, begin, count }: NewTask): number {
    if (kind === 'advance') return 100;
    return (Math.min(begin + count, this.stage.units) - begin) * this.stage.unitMs;
  }

  /** The task has come to its end. */
  done(task: NewTask): void {
    const outcome = task.kind === 'advance' ? this.#reached(task) : this.#chunk(task);
    this.course.on({ kind: 'outcome', outcome });
    for (;;) {
      const next = this.course.next(0);
      if (next === null || this.counted !== null) return;
      this.#act(next);
    }
  }

  #act(next: Instruction): void {
    const { course } = this;
    const version = course.job.version + 1;
    if (next.kind === 'plan')
      course.on({ kind: 'moved', job: { ...course.job, planned, version } });
    if (next.kind === 'begin') {
      course.on({ kind: 'moved', job: { ...course.job, state: 'RUNNING', version } });
    }
    if (next.kind === 'merge') {
      if (this.#merge === null) this.#merge = new StageMerge(next.stage);
      this.#merge.add(next.outcome, this.#partial(next.outcome));
      course.on({ kind: 'merged', taskId: next.outcome.taskId });
    }
    if (next.kind === 'product') {
      const bytes = this.#merge!.bytes!;
      this.counted = new Float64Array(bytes.buffer, bytes.byteOffset, 1)[0]!;
    }
  }

  #partial({ range }: OutcomeOf<'chunk'>): Uint8Array {
    const units = Math.min(range.begin + range.count, this.stage.units) - range.begin;
    return new Uint8Array(new Float64Array(8).fill(units).buffer);
  }

  #reached(task: NewTask): OutcomeOf<'reached'> {
    const { units, grain, guessedUnitMs: unitMs } = this.stage;
    const frontier = {
      stage: 0,
      label: 'simulated',
      units,
      grain,
      unitMs,
      sums,
      isSliced: false,
      mayFail: false,
    };
    return { ...this.#head(task), kind: 'reached', planned, engines: {}, frontier };
  }

  #chunk(task: NewTask): OutcomeOf<'chunk'> {
    const range = { begin: task.begin, count: task.count };
    const payload = { sha256: hash, sizeBytes: 64, isInline: true };
    const head = { ...this.#head(task), kind: 'chunk', stage: 0, range } as const;
    return { ...head, engines: {}, payload, slice: null };
  }

  #head(task: NewTask): Omit<OutcomeOf<'converted'>, 'kind' | 'object'> {
    const { id: jobId, tenant } = this.course.job;
    const name = { taskId: task.taskId, jobId, tenant, attempt: 1, worker: 'pod' };
    return { ...name, runtimeVersion: '0.5.0', computeMs: this.costMs(task) };
  }
}
