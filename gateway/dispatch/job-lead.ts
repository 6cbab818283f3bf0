/**
 * Leads one job as long as this gateway holds its lease: reads its rows, follows its course, hands out
 * its tasks. Everything happens in turns, one at a time. A write that the store refuses means that
 * the job is over or that somebody else leads it: then it is left at once.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import { finalStates } from '../../contracts/wire/job.ts';
import type { OutcomeOf, TaskError } from '../../contracts/wire/task.ts';
import type { Lane } from '../../fleet/queue/queue.ts';
import type { Fence, JobChange } from '../store/job-store.ts';
import type { Claim } from './core/fair-window.ts';
import { JobCourse, type CourseEvent } from './core/job-course.ts';
import { jobProgress } from './core/job-progress.ts';
import { versionFor } from './core/version-choice.ts';
import { CourseSteps } from './course-steps.ts';
import { JobMoves } from './job-moves.ts';
import { LostTasks, type LostEvent } from './lost-tasks.ts';
import type { DispatchServices } from './services.ts';
import { TaskOutbox } from './task-outbox.ts';
import { Turns } from './turns.ts';

/** A lead spends no more than a tenth of its time on reading what others have stored. */
const readingRests = 10;

export interface LeadListener {
  /** It may want to publish. */
  onTurn(): void;
  /** It is led no more. */
  onLeft(): void;
}

export class JobLead {
  readonly fence: Fence;
  readonly #services: DispatchServices;
  readonly #listener: LeadListener;
  readonly #steps: CourseSteps;
  readonly #moves: JobMoves;
  readonly #lost: LostTasks;
  readonly #outbox: TaskOutbox;
  readonly #turns: Turns;
  /** In the order in which they came. */
  readonly #events: CourseEvent[] = [];
  #course: JobCourse | null = null;
  #mustRead = true;
  /** When rows were read last, how long that took, and when tasks were looked for. */
  #readAt = 0;
  #readMs = 0;
  #searchedAt = 0;
  #readLater: NodeJS.Timeout | null = null;
  #granted = 0;
  #waitingFor: string | null = null;
  #mustNote = false;
  #isLeft = false;

  constructor(fence: Fence, services: DispatchServices, listener: LeadListener) {
    this.fence = fence;
    this.#services = services;
    this.#listener = listener;
    this.#steps = new CourseSteps(services, fence);
    this.#moves = new JobMoves(services);
    this.#lost = new LostTasks(services);
    this.#outbox = new TaskOutbox(services, fence, this.#steps, this.#moves);
    const onError = (error: unknown) => this.#failed(error);
    this.#turns = new Turns(() => this.#turn(), { random: services.random, onError });
    this.#turns.request();
  }

  /** Null before its rows were read. */
  get course(): JobCourse | null {
    return this.#course;
  }

  /** Whose workers take its tasks: those of its version, or of the one that it would begin on. */
  get lane(): Lane | null {
    if (this.#course === null) return null;
    const { pool, runtimeVersion } = this.#course.job;
    const { fleet, runtimeVersion: own } = this.#services;
    return { pool, runtimeVersion: runtimeVersion ?? versionFor(own, fleet.versions(pool)) ?? own };
  }

  /** What it could hand out with so many slots; null where nothing is known yet. */
  claim(slots: number): Claim | null {
    if (this.#course === null || this.#isLeft) return null;
    const { id: jobId, tenant, createdAt } = this.#course.job;
    const inFlight = this.#course.inFlight + this.#granted;
    const available = Math.max(0, this.#course.available(slots) - this.#granted);
    return { jobId, tenant, createdAt, inFlight, available };
  }

  /** Something of it was stored elsewhere. Rows that take long to read are read less often. */
  look(): void {
    const restMs = this.#readAt + readingRests * this.#readMs - this.#services.elapsed();
    if (restMs > 0) this.#readLater ??= setTimeout(() => this.#readNow(), restMs);
    else this.#readNow();
  }

  /** Something of it was stored here just now, or is news. */
  on(event: CourseEvent): void {
    this.#events.push(event);
    this.#turns.request();
  }

  /** A worker gave a task back. */
  returned({ taskId, attempt, reason, error }: OutcomeOf<'returned'>): void {
    this.on({ kind: 'lost', taskId, attempt, reason, error });
  }

  /** So many tasks may be published. */
  grant(count: number): void {
    this.#granted += count;
    this.#turns.request();
  }

  /** Time has passed. `waitingFor` is why it waits, while it is PENDING. */
  tick(waitingFor: string | null): void {
    const { elapsed, settings } = this.#services;
    const isOut = this.#course !== null && this.#course.inFlight > 0;
    const afterMs = isOut ? settings.checkEveryMs : 5 * settings.checkEveryMs;
    if (elapsed() - this.#readAt >= afterMs) this.#mustRead = true;
    this.#waitingFor = waitingFor;
    this.#mustNote = true;
    this.#turns.request();
  }

  /** Led no more. Resolves when nothing is written any longer. */
  async leave(): Promise<void> {
    this.#leave();
    await this.#turns.stop();
  }

  #readNow(): void {
    this.#readLater = null;
    this.#mustRead = true;
    this.#turns.request();
  }

  async #turn(): Promise<void> {
    if (this.#isLeft) return;
    if (this.#mustRead) await this.#read();
    const course = this.#course;
    // In this order: what ends a job comes before what would be handed out.
    const isLed =
      course !== null &&
      (await this.#takeEvents(course)) &&
      (await this.#follow(course)) &&
      (await this.#publish(course)) &&
      (await this.#note(course));
    if (isLed) return this.#listener.onTurn();
    await this.#clearAway();
    this.#leave();
  }

  /** Another gateway may have ended the job while this one put a task of it into the queue. */
  async #clearAway(): Promise<void> {
    const { store, ended } = this.#services;
    const { jobId } = this.fence;
    const known = this.#course?.job ?? null;
    const isKnown = known !== null && finalStates.has(known.state);
    const job = isKnown ? known : await store.anyJob(jobId);
    if (job !== null && finalStates.has(job.state)) ended.add(jobId);
  }

  async #read(): Promise<void> {
    const { store, fleet, elapsed } = this.#services;
    const begun = elapsed();
    const job = await store.anyJob(this.fence.jobId);
    if (job === null) return;
    // Before it has a version nothing of it was published.
    const tasks = job.runtimeVersion === null ? [] : await store.tasks(job.id);
    const threadsOf = (worker: string): number => fleet.worker(worker)?.threads ?? 1;
    if (this.#course === null) this.#course = new JobCourse(job, tasks, threadsOf);
    else this.#course.on({ kind: 'loaded', job, tasks });
    this.#mustRead = false;
    this.#readAt = elapsed();
    this.#readMs = this.#readAt - begun;
    await this.#search(this.#course);
  }

  /** Looks for tasks that came to nothing; only where rows were read just now. */
  async #search(course: JobCourse): Promise<void> {
    const { elapsed, settings } = this.#services;
    if (elapsed() - this.#searchedAt < settings.checkEveryMs) return;
    this.#searchedAt = elapsed();
    const isOnItsWay = (taskId: string): boolean => this.#outbox.isOnItsWay(taskId);
    this.#events.push(...(await this.#lost.look(course, isOnItsWay)));
  }

  async #takeEvents(course: JobCourse): Promise<boolean> {
    for (let event = this.#events[0]; event !== undefined; event = this.#events[0]) {
      if (event.kind !== 'lost') course.on(event);
      else if (!(await this.#takeLoss(course, event))) return false;
      this.#events.shift();
    }
    return true;
  }

  /** News may come twice and late: only the loss of the attempt that is out counts. */
  async #takeLoss(course: JobCourse, event: LostEvent): Promise<boolean> {
    const { taskId, attempt, reason } = event;
    const task = course.task(taskId);
    if (task?.state !== 'published' || (attempt ?? task.attempts) < task.attempts) return true;
    if (!(await this.#services.store.taskLost(this.fence, taskId, reason))) return false;
    if (attempt !== undefined) this.#lost.gaveBack(taskId);
    course.on(event);
    return true;
  }

  async #follow(course: JobCourse): Promise<boolean> {
    for (;;) {
      const instruction = course.next(this.#services.now());
      if (instruction === null) return true;
      const event = await this.#steps.run(instruction, course.job);
      if (event === null || this.#isLeft) return false;
      course.on(event);
    }
  }

  async #publish(course: JobCourse): Promise<boolean> {
    const count = this.#granted;
    try {
      return await this.#outbox.publish(course, count, this.lane!.runtimeVersion);
    } finally {
      this.#granted -= count;
    }
  }

  /** Tells how far it is, and why it waits, now and then. */
  async #note(course: JobCourse): Promise<boolean> {
    if (!this.#mustNote) return true;
    this.#mustNote = false;
    const { job } = course;
    const progress = jobProgress(course, this.#services.fleet.running());
    const change: JobChange = {
      ...(this.#waitingFor === job.waitingFor || job.state !== 'PENDING'
        ? {}
        : { waitingFor: this.#waitingFor }),
      ...(isSame(progress, job.progress) || job.state !== 'RUNNING' ? {} : { progress }),
    };
    if (Object.keys(change).length === 0) return true;
    const moved = await this.#moves.note(this.fence, job.state, change);
    if (moved !== null) course.on({ kind: 'moved', job: moved });
    return moved !== null;
  }

  #leave(): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    if (this.#readLater !== null) clearTimeout(this.#readLater);
    this.#listener.onLeft();
  }

  /** Whether the turn is tried again: what does not answer is waited for, a defect ends the job. */
  #failed(error: unknown): boolean {
    const { logger } = this.#services;
    this.#mustRead = true;
    logger.warn({ err: error, jobId: this.fence.jobId }, 'a turn of the job failed');
    if (error instanceof LiveCalcError && error.retryable) return true;
    this.#events.push({ kind: 'broken', error: taskErrorOf(error) });
    return true;
  }
}

function taskErrorOf(error: unknown): TaskError {
  if (error instanceof LiveCalcError) return error.toJSON();
  const message = 'A defect in LiveCalc; the log of the gateway has the rest.';
  return { code: 'INTERNAL', message };
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
