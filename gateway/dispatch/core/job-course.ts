/**
 * The course of one job: what is known of it, and what is to be done next. Pure: events in,
 * instructions out.
 *
 * All it knows is in the store, but for what was merged so far, which follows from the stored outcomes: a
 * new lead reads the rows, is told to merge again, and arrives where the last one stopped. A run is
 * a row of advances; between two of them lies a stage that was spread. So the products decide where the
 * job stands: with n of them, the task `advance.n` is next, under way, or has reached stage n.
 */
import { finalStates, type PlannedJob } from '../../../contracts/wire/job.ts';
import type {
  Frontier,
  OutcomeOf,
  StageProductRef,
  TaskError,
  TaskOutcome,
} from '../../../contracts/wire/task.ts';
import type { JobRecord, NewTask, TaskRecord } from '../../store/job-store.ts';
import { chunksLeft, nextChunk } from './chunk-plan.ts';
import {
  cancelledError,
  deadlineError,
  exhaustedError,
  mismatch,
  otherRunError,
} from './course-errors.ts';
import { SpreadStage } from './spread-stage.ts';
import { advanceTask, chunkTask } from './task-ids.ts';

export type Instruction =
  /** It is over: nothing more is to be done. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'cancel'; readonly error: TaskError }
  | { readonly kind: 'fail'; readonly error: TaskError }
  /** Note that a worker has begun. */
  | { readonly kind: 'begin' }
  /** Note what was planned, or answer from a job that was asked the same. */
  | { readonly kind: 'plan'; readonly planned: PlannedJob }
  /** Add a partial to those of its stage. */
  | { readonly kind: 'merge'; readonly stage: SpreadStage; readonly outcome: OutcomeOf<'chunk'> }
  /** All partials of a stage are added: store its product. */
  | { readonly kind: 'product'; readonly stage: SpreadStage }
  | { readonly kind: 'complete'; readonly outcome: OutcomeOf<'finished'> };

export type CourseEvent =
  /** Read from the store. */
  | { readonly kind: 'loaded'; readonly job: JobRecord; readonly tasks: readonly TaskRecord[] }
  | { readonly kind: 'moved'; readonly job: JobRecord }
  | { readonly kind: 'added'; readonly tasks: readonly NewTask[] }
  | { readonly kind: 'published'; readonly taskIds: readonly string[]; readonly at: number }
  /** An outcome was stored. */
  | { readonly kind: 'outcome'; readonly outcome: TaskOutcome }
  | {
      readonly kind: 'lost';
      readonly taskId: string;
      /** The one that a worker gave back; without it, the last. */
      readonly attempt?: number;
      readonly reason: 'lost' | 'preempted';
      readonly error: TaskError | null;
    }
  /** A worker says that it is at a task of the job. */
  | { readonly kind: 'running' }
  /** It cannot go on. */
  | { readonly kind: 'broken'; readonly error: TaskError }
  | { readonly kind: 'merged'; readonly taskId: string }
  | { readonly kind: 'product'; readonly product: StageProductRef };

interface ChunkFailure {
  readonly error: TaskError;
  /** Whether its workers were lost; the other is a failure that each of them finds. */
  readonly isLoss: boolean;
}

export class JobCourse {
  readonly #threadsOf: (worker: string) => number;
  #job: JobRecord;
  readonly #tasks = new Map<string, TaskRecord>();
  readonly #waiting = new Set<string>();
  readonly #published = new Set<string>();
  readonly #products: StageProductRef[] = [];
  /** The stage that `advance.n` has reached. */
  #stage: SpreadStage | null = null;
  #isRunning = false;
  #lastLoss: TaskError | null = null;
  /** Of a task, that ends the job. */
  #error: TaskError | null = null;
  /** The first of its chunks that came to nothing, by stage. */
  readonly #failures = new Map<number, ChunkFailure>();

  constructor(job: JobRecord, tasks: readonly TaskRecord[], threadsOf: (worker: string) => number) {
    this.#job = job;
    this.#threadsOf = threadsOf;
    this.on({ kind: 'loaded', job, tasks });
  }

  get job(): JobRecord {
    return this.#job;
  }

  get products(): readonly StageProductRef[] {
    return this.#products;
  }

  get stage(): SpreadStage | null {
    return this.#stage;
  }

  get tasks(): Iterable<TaskRecord> {
    return this.#tasks.values();
  }

  task(taskId: string): TaskRecord | null {
    return this.#tasks.get(taskId) ?? null;
  }

  published(): readonly TaskRecord[] {
    return [...this.#published].map((taskId) => this.#tasks.get(taskId)!);
  }

  on(event: CourseEvent): void {
    switch (event.kind) {
      case 'loaded':
        this.#job = newer(this.#job, event.job);
        for (const task of event.tasks) this.#learn(task);
        break;
      case 'moved':
        this.#job = newer(this.#job, event.job);
        break;
      case 'added':
        for (const task of event.tasks) this.#learn(fresh(this.#job.id, task));
        break;
      case 'published':
        for (const taskId of event.taskIds) this.#change(taskId, (task) => published(task, event));
        break;
      case 'outcome':
        this.#change(event.outcome.taskId, (task) => done(task, event.outcome));
        break;
      case 'lost':
        this.#lastLoss = event.error ?? this.#lastLoss;
        this.#change(event.taskId, (task) => lost(task, event.reason));
        break;
      case 'running':
        this.#isRunning = true;
        break;
      case 'broken':
        this.#error ??= event.error;
        break;
      case 'merged':
        this.#stage?.merged(event.taskId);
        break;
      case 'product':
        this.#products.push(event.product);
        this.#stage = null;
        break;
    }
    this.#standAtStage();
  }

  /** What is to be done now; null where only a task or time brings it on. `now` is in ms since 1970. */
  next(now: number): Instruction | null {
    const job = this.#job;
    if (finalStates.has(job.state)) return { kind: 'leave' };
    if (job.isCancelRequested) return { kind: 'cancel', error: cancelledError };
    const outcome = this.#advance()?.outcome ?? null;
    if (this.#error !== null) return { kind: 'fail', error: this.#error };
    // What is finished when the deadline has passed is finished.
    if (outcome?.kind === 'finished') return this.#atEnd(outcome);
    if (job.deadlineAt !== null && now >= job.deadlineAt) {
      return { kind: 'fail', error: deadlineError(job) };
    }
    if (outcome?.kind === 'reached' && this.#stage !== null) return this.#atStage(outcome);
    return this.#hasBegun() ? { kind: 'begin' } : null;
  }

  /** Published tasks without an outcome. */
  get inFlight(): number {
    return this.#published.size;
  }

  /** Tasks that could be published now, `slots` of workers being there; about, where they are not cut yet. */
  available(slots: number): number {
    const next = this.#advance() === null ? 1 : 0;
    return this.#waiting.size + next + this.uncut(slots);
  }

  /** About how many chunks are not cut yet. */
  uncut(slots: number): number {
    if (this.#stage === null) return 0;
    const { frontier, planned, unitMs } = this.#stage;
    return chunksLeft(planned.remaining, frontier.grain, { unitMs, slots: Math.max(1, slots) });
  }

  /**
   * Up to `count` tasks to be published next: those that wait, then new ones, which have to be added
   * first.
   */
  take(count: number, slots: number): { add: readonly NewTask[]; publish: readonly NewTask[] } {
    const waiting = [...this.#waiting].slice(0, count).map((taskId) => this.#tasks.get(taskId)!);
    const add: NewTask[] = [];
    if (this.#advance() === null && waiting.length < count) {
      add.push(advanceTask(this.#job.id, this.#products.length));
    }
    if (this.#stage !== null) add.push(...this.#cut(this.#stage, count - waiting.length, slots));
    return { add, publish: [...waiting, ...add] };
  }

  #cut(stage: SpreadStage, count: number, slots: number): readonly NewTask[] {
    const planned = stage.planned.copy();
    const tasks: NewTask[] = [];
    while (tasks.length < count) {
      const range = nextChunk(stage.frontier, planned, { unitMs: stage.unitMs, slots });
      if (range === null) break;
      tasks.push(chunkTask(this.#job.id, stage.frontier.stage, range));
    }
    return tasks;
  }

  #atEnd(outcome: OutcomeOf<'finished'>): Instruction {
    const { planned } = this.#job;
    const found = outcome.planned.runHash;
    if (planned === null || planned.runHash === found) return { kind: 'complete', outcome };
    return { kind: 'fail', error: otherRunError(found, planned.runHash) };
  }

  #atStage(reached: OutcomeOf<'reached'>): Instruction | null {
    const { planned } = this.#job;
    if (planned === null) return { kind: 'plan', planned: reached.planned };
    const found = reached.planned.runHash;
    if (planned.runHash !== found) {
      return { kind: 'fail', error: otherRunError(found, planned.runHash) };
    }
    if (this.#hasBegun()) return { kind: 'begin' };
    const stage = this.#stage!;
    const outcome = stage.unmerged();
    if (outcome === null) return stage.isMerged ? { kind: 'product', stage } : null;
    const error = mismatch(outcome, reached);
    return error === null ? { kind: 'merge', stage, outcome } : { kind: 'fail', error };
  }

  /** A job is RUNNING from the first sign of a worker. */
  #hasBegun(): boolean {
    return this.#isRunning && this.#job.state !== 'RUNNING';
  }

  #errorOf(task: TaskRecord): TaskError | null {
    if (task.outcome?.kind === 'failed') return task.outcome.error;
    return task.state === 'done' ? null : exhaustedError(task, this.#job, this.#lastLoss);
  }

  /** The advance with all known products; null where it is not planned yet. */
  #advance(): TaskRecord | null {
    return this.#tasks.get(advanceTask(this.#job.id, this.#products.length).taskId) ?? null;
  }

  /** Enters the stage that the advance has reached, with the chunks of it that are known. */
  #standAtStage(): void {
    const outcome = this.#advance()?.outcome;
    if (outcome?.kind === 'reached' && this.#stage === null) {
      this.#isRunning = true;
      this.#stage = new SpreadStage(outcome, this.#threadsOf);
      for (const task of this.#tasks.values()) this.#stage.learn(task);
    }
    if (this.#stage !== null) this.#lookForFailure(this.#stage.frontier);
  }

  /**
   * A chunk that fails ends the job, unless the run may do without its stage: then the stage is left
   * undivided, to fail in the run itself, which goes on as its config says.
   */
  #lookForFailure({ stage, mayFail }: Frontier): void {
    const failure = this.#failures.get(stage);
    if (failure === undefined) return;
    if (!mayFail || failure.isLoss) {
      this.#error ??= failure.error;
      return;
    }
    this.#products.push({ stage, sums: null, slices: [], isUndivided: true });
    this.#stage = null;
    for (const task of this.#tasks.values()) if (task.stage === stage) this.#sort(task);
    this.#standAtStage();
  }

  #learn(task: TaskRecord): void {
    const known = this.#tasks.get(task.taskId);
    if (known?.state === 'done') return;
    this.#tasks.set(task.taskId, task);
    this.#sort(task);
    this.#noteError(task);
    this.#stage?.learn(task);
  }

  #noteError(task: TaskRecord): void {
    const { kind, stage, outcome } = task;
    const error = kind === 'convert' ? null : this.#errorOf(task);
    if (error === null) return;
    if (kind === 'advance') this.#error ??= error;
    else if (!this.#failures.has(stage)) {
      this.#failures.set(stage, { error, isLoss: outcome === null });
    }
  }

  #sort({ taskId, kind, stage, state }: TaskRecord): void {
    // Nobody needs a chunk of a stage that the job has passed.
    const isPassed = kind === 'chunk' && stage <= (this.#products.at(-1)?.stage ?? -1);
    for (const [set, of] of [
      [this.#waiting, 'waiting'],
      [this.#published, 'published'],
    ] as const) {
      if (state === of && !isPassed) set.add(taskId);
      else set.delete(taskId);
    }
  }

  #change(taskId: string, changed: (task: TaskRecord) => TaskRecord): void {
    const task = this.#tasks.get(taskId);
    if (task !== undefined) this.#learn(changed(task));
  }
}

/** News of a record may overtake each other. */
function newer(known: JobRecord, found: JobRecord): JobRecord {
  return found.version >= known.version ? found : known;
}

function fresh(jobId: string, task: NewTask): TaskRecord {
  const none = { attempts: 0, lost: 0, preempted: 0, publishedAt: null, outcome: null };
  return { ...task, ...none, jobId, state: 'waiting' };
}

function published(task: TaskRecord, { at }: { readonly at: number }): TaskRecord {
  return { ...task, state: 'published', attempts: task.attempts + 1, publishedAt: at };
}

function lost(task: TaskRecord, reason: 'lost' | 'preempted'): TaskRecord {
  return { ...task, state: 'waiting', publishedAt: null, [reason]: task[reason] + 1 };
}

function done(task: TaskRecord, outcome: TaskOutcome): TaskRecord {
  return { ...task, state: 'done', outcome };
}
