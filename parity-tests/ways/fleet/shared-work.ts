import { LiveCalcError } from '../../../contracts/errors.ts';
import type { TaskRecord } from '../../../gateway/store/job-store.ts';

type Done = Pick<TaskRecord, 'kind' | 'outcome'>;

/** Throws INTERNAL where the chunks of a job were not run by more than one worker. */
export function checkShared(tasks: readonly Done[]): void {
  const chunks = tasks.filter(({ kind, outcome }) => kind === 'chunk' && outcome !== null);
  const workers = new Set(chunks.map(({ outcome }) => outcome!.worker));
  if (workers.size > 1) return;
  const message = `The job had ${chunks.length} chunks, run by ${workers.size} workers: it was not spread.`;
  throw new LiveCalcError('INTERNAL', message, { expected: 'chunks run by two workers or more' });
}
