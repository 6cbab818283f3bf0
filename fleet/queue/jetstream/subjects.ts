/**
 * The names that tasks, outcomes and news have in NATS.
 *
 * A subject is a list of tokens with dots between; what goes into one is made safe first, so that no
 * id can lead to another job's subjects.
 */
import { everyPool, type Task } from '../../../contracts/wire/task.ts';
import type { Lane, News } from '../queue.ts';

export const tasksStream = 'LIVECALC_TASKS';
export const outcomesStream = 'LIVECALC_OUTCOMES';
/** The durable consumer that all gateways share. */
export const gatewaysConsumer = 'gateways';

export const allTasks = 'livecalc.tasks.>';
export const allOutcomes = 'livecalc.outcomes.>';
export const allNews = 'livecalc.news.*';

/** The task, not its attempt: a task is never in the stream twice. */
export function taskSubject(
  task: Pick<Task, 'taskId' | 'jobId' | 'pool' | 'runtimeVersion'>,
): string {
  const { taskId, jobId, pool, runtimeVersion } = task;
  return `livecalc.tasks.${versionToken(runtimeVersion)}.${token(pool)}.${token(jobId)}.${token(taskId)}`;
}

export function laneSubject({ runtimeVersion, pool }: Lane): string {
  return `livecalc.tasks.${versionToken(runtimeVersion)}.${pool === everyPool ? '*' : token(pool)}.>`;
}

/** The durable consumer of a lane: names of pools have no capitals. */
export function laneConsumer({ runtimeVersion, pool }: Lane): string {
  return `${versionToken(runtimeVersion)}_${pool === everyPool ? 'EVERY' : token(pool)}`;
}

export function jobTasksSubject(jobId: string): string {
  return `livecalc.tasks.*.*.${token(jobId)}.>`;
}

export function outcomeSubject({ jobId, taskId }: Pick<Task, 'jobId' | 'taskId'>): string {
  return `livecalc.outcomes.${token(jobId)}.${token(taskId)}`;
}

export function newsSubject(kind: News['kind']): string {
  return `livecalc.news.${kind}`;
}

function versionToken(version: string): string {
  return version.replaceAll(/[^A-Za-z0-9-]/g, '_');
}

/** Letters, digits and -; a dot as _, any other as =XX: different texts have different tokens. */
function token(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9-]/gu, (char) =>
    char === '.' ? '_' : `=${char.codePointAt(0)!.toString(16).toUpperCase()}=`,
  );
}
