/**
 * Whether the workers of a fleet shared a job. How many chunks a stage is cut into depends on how fast
 * the machine is, so that is asked of cases only whose stages are long enough. That two workers have a
 * part in a job depends on no clock: the queue gives a task to the worker that has waited longest, which
 * is never the one that has just told that it is done.
 */
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { TaskRecord } from '../../../gateway/store/job-store.ts';
import type { Shared } from '../../cases/model-case.ts';

type Done = Pick<TaskRecord, 'kind' | 'stage' | 'outcome'>;

/** Throws INTERNAL where workers did not share so much of a job as they are expected to. */
export function checkShared(tasks: readonly Done[], shared: Shared): void {
  const done = tasks.filter(({ outcome }) => outcome !== null);
  const chunks = done.filter(({ kind }) => kind === 'chunk');
  const stages = [...Map.groupBy(chunks, ({ stage }) => stage).values()];
  const isSpread = shared === 'job' ? chunks.length > 0 : stages.some((one) => workersOf(one) > 1);
  if (isSpread && workersOf(done) > 1) return;
  const perStage = stages.map((one) => `${one.length} by ${workersOf(one)}`).join(', ');
  const message =
    `The job had ${done.length} tasks, done by ${workersOf(done)} workers. Chunks of its stages, and ` +
    `their workers: ${perStage || 'none'}. It was not spread as its case expects.`;
  const expected =
    shared === 'job'
      ? 'chunks, and two workers or more'
      : 'a stage with chunks of two workers or more';
  throw new LiveCalcError('INTERNAL', message, { expected });
}

function workersOf(tasks: readonly Done[]): number {
  return new Set(tasks.map(({ outcome }) => outcome!.worker)).size;
}
