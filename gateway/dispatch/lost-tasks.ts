/** Looks after the published tasks of a job: which of them are in nobody's hands any more. */
import type { TaskRecord } from '../store/job-store.ts';
import type { CourseEvent, JobCourse } from './core/job-course.ts';
import { LossWatch, type WatchedTask } from './core/loss-watch.ts';
import type { RunningTask } from './core/fleet-view.ts';
import type { DispatchServices } from './services.ts';

export type LostEvent = Extract<CourseEvent, { kind: 'lost' }>;

export class LostTasks {
  readonly #services: DispatchServices;
  readonly #watch: LossWatch;

  constructor(services: DispatchServices) {
    this.#services = services;
    this.#watch = new LossWatch(services.settings.lostAfterMs);
  }

  gaveBack(taskId: string): void {
    this.#watch.gaveBack(taskId);
  }

  /**
   * Those that came to nothing, by rows that were read just now. A queue that does not answer has lost
   * nothing yet: then none.
   */
  async look(course: JobCourse, isOnItsWay: (taskId: string) => boolean): Promise<LostEvent[]> {
    const { fleet, elapsed, logger } = this.#services;
    const running = fleet.running();
    const tasks = course.published().filter(({ taskId }) => !isOnItsWay(taskId));
    try {
      const watched = await Promise.all(
        tasks.map((task) => this.#watched(task, course, running.get(task.taskId) ?? [])),
      );
      const isAlive = (worker: string): boolean => fleet.worker(worker) !== null;
      const losses = this.#watch.look(watched, isAlive, elapsed());
      return [...losses].map(([taskId, reason]) => ({ kind: 'lost', taskId, reason, error: null }));
    } catch (error) {
      logger.warn({ err: error, jobId: course.job.id }, 'the queue cannot be asked for tasks');
      return [];
    }
  }

  async #watched(
    { taskId, jobId, attempts }: TaskRecord,
    { job }: JobCourse,
    running: readonly RunningTask[],
  ): Promise<WatchedTask> {
    const { queue, fleet, runtimeVersion: own } = this.#services;
    const runningAt = running.map(({ worker }) => worker);
    const drainingAt = runningAt.filter((worker) => fleet.worker(worker)?.state === 'draining');
    const runtimeVersion = job.runtimeVersion ?? own;
    const isQueued =
      runningAt.length > 0 ||
      (await queue.holds({ taskId, jobId, pool: job.pool, runtimeVersion }));
    return { taskId, attempts, runningAt, drainingAt, isQueued };
  }
}
