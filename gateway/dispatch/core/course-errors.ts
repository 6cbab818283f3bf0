/** How a job fails that no worker has failed. */
import type { OutcomeOf, TaskError } from '../../../contracts/wire/task.ts';
import type { JobRecord, TaskRecord } from '../../store/job-store.ts';

/** How often a task may be given back, or forgotten by the queue, before the job fails. */
export const mostPreemptions = 100;

export function deadlineError(job: JobRecord): TaskError {
  const at = new Date(job.deadlineAt!).toISOString();
  const message = `The job was to be done by ${at} and was not. Give it more time, or begin it when less waits.`;
  return { code: 'DEADLINE_EXCEEDED', message };
}

export const cancelledError: TaskError = {
  code: 'CANCELLED',
  message: 'The job was cancelled, as somebody asked.',
};

/** Null where the task may be tried again. `last` is what was said when it came to nothing. */
export function exhaustedError(
  task: TaskRecord,
  job: JobRecord,
  last: TaskError | null,
): TaskError | null {
  const saying = last === null ? '' : ` The last time: ${last.message}`;
  const advice = 'Submit the job again; where it fails again, look at what ended the workers.';
  if (task.lost >= job.maxAttempts) {
    const times = task.lost === 1 ? 'once' : `${task.lost} times`;
    const message = `Task ${nameOf(task)} was lost ${times}, as often as it may be: its workers ended or fell silent.${saying} ${advice}`;
    return { code: 'ATTEMPTS_EXHAUSTED', message };
  }
  if (task.preempted < mostPreemptions) return null;
  const message = `Task ${nameOf(task)} was given back ${task.preempted} times before it was done.${saying} ${advice}`;
  return { code: 'ATTEMPTS_EXHAUSTED', message };
}

/** What keeps a partial from being added to those of others; null where nothing does (I7). */
export function mismatch(
  chunk: OutcomeOf<'chunk'>,
  reached: OutcomeOf<'reached'>,
): TaskError | null {
  const versions = [chunk.runtimeVersion, reached.runtimeVersion] as const;
  if (versions[0] !== versions[1]) {
    const message = `A chunk was computed by version ${versions[0]}, the run by version ${versions[1]}: their sums may not be added. This is a defect of the fleet; report it.`;
    return { code: 'PARITY_VIOLATION', message };
  }
  const names = new Set([...Object.keys(chunk.engines), ...Object.keys(reached.engines)]);
  const other = [...names].find((name) => chunk.engines[name] !== reached.engines[name]);
  if (other === undefined) return null;
  const message = `A chunk was computed with engine ${other} ${chunk.engines[other] ?? '(none)'}, the run with ${reached.engines[other] ?? '(none)'}: their sums may not be added. This is a defect of the fleet; report it.`;
  return { code: 'PARITY_VIOLATION', message };
}

/** Of a job that was given a result which was withdrawn since. */
export function withdrawnError(jobId: string, { code, message }: TaskError): TaskError {
  return {
    code,
    message: `The result came from job ${jobId}, and was withdrawn there. ${message}`,
  };
}

/** Two advances of a job must have planned the same run. */
export function otherRunError(found: string, expected: string): TaskError {
  const message = `One worker read run ${found} from the job's files, another run ${expected}. What was computed is not told (I7); check the memory of the workers.`;
  return { code: 'PARITY_VIOLATION', message, found, expected };
}

function nameOf({ taskId, jobId }: TaskRecord): string {
  return taskId.slice(jobId.length + 1);
}
