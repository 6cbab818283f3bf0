/** How far a job is, for whoever asks: counts only, as nothing of it is a result. */
import type { JobProgress } from '../../../contracts/wire/job.ts';
import type { JobCourse } from './job-course.ts';
import type { Running } from './fleet-view.ts';

export interface ChunkCounts {
  readonly done: number;
  /** At a worker, as far as is known. */
  readonly running: number;
  /** Published or not; those that are not cut yet are estimated. */
  readonly waiting: number;
}

/** Of the stage that is spread, in grains; else what the worker of the only task says. */
export function jobProgress(course: JobCourse, running: Running): JobProgress | null {
  const { stage } = course;
  if (stage !== null) {
    const { label, units, grain } = stage.frontier;
    const grains = (count: number) => Math.ceil(count / grain);
    return { stage: label, done: grains(stage.unitsDone), total: grains(units) };
  }
  for (const { taskId, kind } of course.tasks) {
    const said = kind === 'advance' ? running.get(taskId)?.[0]?.progress : null;
    if (said !== null && said !== undefined) return said;
  }
  return null;
}

export function chunkCounts(
  tasks: Iterable<{ readonly taskId: string; readonly kind: string; readonly state: string }>,
  running: Running,
  uncut: number,
): ChunkCounts {
  const chunks = [...tasks].filter(({ kind }) => kind === 'chunk');
  const done = chunks.filter(({ state }) => state === 'done').length;
  const isRunning = chunks.filter(({ taskId, state }) => state !== 'done' && running.has(taskId));
  const waiting = chunks.length - done - isRunning.length + uncut;
  return { done, running: isRunning.length, waiting };
}
