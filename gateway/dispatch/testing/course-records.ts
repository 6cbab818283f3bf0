/** Records of a job and outcomes of its tasks, for tests without a store. */
import type { OutcomeOf, TaskOutcome } from '../../../contracts/wire/task.ts';
import type { JobRecord, NewTask } from '../../store/job-store.ts';
import { aJob } from '../../store/testing/samples.ts';
import {
  engines,
  frontierOf,
  plannedOf,
  resultHashOf,
  sha256,
  type PretendRun,
} from './pretend-run.ts';

export function aRecord(differences: Partial<JobRecord> = {}): JobRecord {
  const { objects: _, queuedBytes: __, ...job } = aJob();
  return {
    ...job,
    state: 'PENDING',
    waitingFor: null,
    startedAt: null,
    finishedAt: null,
    runtimeVersion: null,
    planned: null,
    progress: null,
    result: null,
    tables: [],
    executionRecord: null,
    error: null,
    answeredFrom: null,
    isCancelRequested: false,
    version: 1,
    ...differences,
  };
}

type Head = Pick<
  TaskOutcome,
  'taskId' | 'jobId' | 'tenant' | 'attempt' | 'worker' | 'runtimeVersion' | 'computeMs'
>;

export function headOf(job: JobRecord, taskId: string): Head {
  const { id: jobId, tenant } = job;
  const worker = 'worker-1';
  return { taskId, jobId, tenant, attempt: 1, worker, runtimeVersion: '0.5.0', computeMs: 100 };
}

/** An advance that was given `stage` products has reached the next stage, or the end. */
export function advanced(
  job: JobRecord,
  run: PretendRun,
  { taskId, stage }: NewTask,
): OutcomeOf<'reached'> | OutcomeOf<'finished'> {
  const head = { ...headOf(job, taskId), planned: plannedOf(job.model.sha256) };
  if (stage < run.units.length) {
    return { ...head, kind: 'reached', engines, frontier: frontierOf(run, stage) };
  }
  const payload = { sha256: sha256('result'), sizeBytes: 6, isInline: true };
  return { ...head, kind: 'finished', resultHash: resultHashOf(run), tables: [], payload };
}

/** `sha256` is that of its sums. */
export function chunkDone(
  job: JobRecord,
  { taskId, stage, begin, count }: NewTask,
  digest: string = sha256(taskId),
): OutcomeOf<'chunk'> {
  const payload = { sha256: digest, sizeBytes: 64, isInline: true };
  const range = { begin, count };
  return { ...headOf(job, taskId), kind: 'chunk', stage, range, engines, payload, slice: null };
}
