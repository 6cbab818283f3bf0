/** What a worker answers to a task. */
import type { Task, TaskOutcome } from '../../contracts/wire/task.ts';
import type { Verdict } from './verdict.ts';

type Head = 'taskId' | 'jobId' | 'tenant' | 'attempt' | 'worker' | 'runtimeVersion';
type WithoutHead<Outcome> = Outcome extends TaskOutcome ? Omit<Outcome, Head> : never;

export interface Answer {
  readonly content: WithoutHead<TaskOutcome>;
  /** Of an inline payload. */
  readonly bytes: Uint8Array | null;
}

/** Names the task and its attempt, so that whoever hears it late knows what it is about. */
export function outcomeOf(task: Task, worker: string, content: Answer['content']): TaskOutcome {
  const { taskId, jobId, tenant, attempt, runtimeVersion } = task;
  return { ...content, taskId, jobId, tenant, attempt, worker, runtimeVersion };
}

/** A task without result costs nothing. */
export function answerOf(verdict: Verdict): Answer {
  return { content: { ...verdict, computeMs: 0 }, bytes: null };
}
