/**
 * Hands out the tasks of a job. A task is a row before it is a message, and counted as handed out before
 * the queue has it: whatever happens in between, somebody finds out and publishes it again.
 */
import type { Task } from '../../contracts/wire/task.ts';
import type { Fence, NewTask } from '../store/job-store.ts';
import type { JobCourse } from './core/job-course.ts';
import type { CourseSteps } from './course-steps.ts';
import type { JobMoves } from './job-moves.ts';
import { makeTask } from './make-task.ts';
import type { DispatchServices } from './services.ts';

export class TaskOutbox {
  readonly #services: DispatchServices;
  readonly #fence: Fence;
  readonly #steps: CourseSteps;
  readonly #moves: JobMoves;
  /** Counted as handed out; the queue has not taken them yet. */
  readonly #unsent = new Map<string, Task>();

  constructor(services: DispatchServices, fence: Fence, steps: CourseSteps, moves: JobMoves) {
    this.#services = services;
    this.#fence = fence;
    this.#steps = steps;
    this.#moves = moves;
  }

  isOnItsWay(taskId: string): boolean {
    return this.#unsent.has(taskId);
  }

  /**
   * Publishes up to `count` tasks, and what could not be published before. False where the store refused:
   * the job is over, or somebody else leads it.
   */
  async publish(course: JobCourse, count: number, runtimeVersion: string): Promise<boolean> {
    if (count > 0 && !(await this.#handOut(course, count, runtimeVersion))) return false;
    const sent = [...this.#unsent.values()].map(async (task) => {
      await this.#services.queue.publish(task);
      this.#unsent.delete(task.taskId);
    });
    await Promise.all(sent);
    return true;
  }

  async #handOut(course: JobCourse, count: number, runtimeVersion: string): Promise<boolean> {
    const { store, fleet, now } = this.#services;
    const { pool } = course.job;
    const slots = Math.max(1, fleet.slots({ pool, runtimeVersion }));
    const { add, publish } = course.take(count, slots);
    if (publish.length === 0) return true;
    if (!(await this.#add(course, add, runtimeVersion))) return false;
    const tasks = await this.#make(course, publish, runtimeVersion);
    const at = now();
    const taskIds = publish.map(({ taskId }) => taskId);
    if (!(await store.publishing(this.#fence, taskIds, at))) return false;
    course.on({ kind: 'published', taskIds, at });
    for (const task of tasks) this.#unsent.set(task.taskId, task);
    return true;
  }

  /** A job that has no version gets one at the same time: until it has, none of its tasks is published. */
  async #add(
    course: JobCourse,
    tasks: readonly NewTask[],
    runtimeVersion: string,
  ): Promise<boolean> {
    const isFirst = course.job.runtimeVersion === null;
    const [isAdded, scheduled] = await Promise.all([
      tasks.length === 0 || this.#services.store.addTasks(this.#fence, tasks),
      isFirst ? this.#moves.schedule(this.#fence, runtimeVersion) : null,
    ]);
    if (!isAdded || (isFirst && scheduled === null)) return false;
    course.on({ kind: 'added', tasks });
    if (scheduled !== null) course.on({ kind: 'moved', job: scheduled });
    return true;
  }

  async #make(
    course: JobCourse,
    rows: readonly NewTask[],
    runtimeVersion: string,
  ): Promise<readonly Task[]> {
    const { tokens, settings } = this.#services;
    const { job, stage } = course;
    const objectToken = await tokens.mint({ tenant: job.tenant, jobId: job.id });
    const products = await this.#steps.productsObject(job, course.products);
    const { spreadAboveMs } = settings;
    const context = { job, runtimeVersion, objectToken, products, stage, spreadAboveMs };
    // The row as it is now: it may have been handed out before.
    return rows.map((row) => makeTask(course.task(row.taskId) ?? row, context));
  }
}
