/** The rows of tasks, which a lead writes. */
import type { Fence, NewTask, TaskRecord } from '../job-store.ts';
import type { Database, Row } from './database.ts';
import { runFenced } from './fence.ts';
import { parsed } from './job-row.ts';

/** Names the job itself, so that its rows are found by their key. */
const ofJob = 'job_id = $1 AND EXISTS (SELECT 1 FROM held)';

export async function addTasks(
  database: Database,
  fence: Fence,
  tasks: readonly NewTask[],
): Promise<boolean> {
  const records = database.dialect.records('$4', {
    task_id: 'TEXT',
    kind: 'TEXT',
    stage: 'BIGINT',
    first_unit: 'BIGINT',
    units: 'BIGINT',
  });
  return await runFenced(
    database,
    fence,
    `INSERT INTO tasks (job_id, task_id, tenant, kind, stage, first_unit, units)
     SELECT jobs.id, task.task_id, jobs.tenant, task.kind, task.stage, task.first_unit, task.units
     FROM jobs CROSS JOIN (${records}) AS task 
     WHERE jobs.id = $1 AND EXISTS (SELECT 1 FROM held)
     ON CONFLICT (job_id, task_id) DO NOTHING RETURNING task_id`,
    [
      JSON.stringify(
        tasks.map(({ taskId, kind, stage, begin, count }) => ({
          task_id: taskId,
          kind,
          stage,
          first_unit: begin,
          units: count,
        })),
      ),
    ],
  );
}

export async function removeTasks(
  database: Database,
  fence: Fence,
  taskIds: readonly string[],
): Promise<boolean> {
  return await runFenced(
    database,
    fence,
    `DELETE FROM tasks WHERE ${ofJob} AND ${database.dialect.isOneOf('task_id', '$4')}
     AND state = 'waiting' AND attempts = 0 RETURNING task_id`,
    [JSON.stringify(taskIds)],
  );
}

/** Only those that wait, so that a repeat counts no second attempt. */
export async function publishing(
  database: Database,
  fence: Fence,
  taskIds: readonly string[],
  at: number,
): Promise<boolean> {
  return await runFenced(
    database,
    fence,
    `UPDATE tasks SET state = 'published', attempts = attempts + 1, published_at = $5
     WHERE ${ofJob} AND ${database.dialect.isOneOf('task_id', '$4')} AND state = 'waiting'
     RETURNING task_id`,
    [JSON.stringify(taskIds), at],
  );
}

/** Only one that was published, so that a repeat counts no second loss. */
export async function taskLost(
  database: Database,
  fence: Fence,
  taskId: string,
  reason: 'lost' | 'preempted',
): Promise<boolean> {
  return await runFenced(
    database,
    fence,
    `UPDATE tasks SET state = 'waiting', ${reason} = ${reason} + 1
     WHERE ${ofJob} AND task_id = $4 AND state = 'published' RETURNING task_id`,
    [taskId],
  );
}

export async function tasksOf(database: Database, jobId: string): Promise<readonly TaskRecord[]> {
  const rows = await database.repeatable(
    `SELECT task_id, job_id, kind, state, stage, first_unit, units, attempts, lost, preempted,
       published_at, outcome
     FROM tasks WHERE job_id = $1 ORDER BY stage, first_unit, task_id`,
    [jobId],
  );
  return rows.map(taskOf);
}

function taskOf(row: Row): TaskRecord {
  return {
    taskId: row['task_id'] as string,
    jobId: row['job_id'] as string,
    kind: row['kind'] as TaskRecord['kind'],
    state: row['state'] as TaskRecord['state'],
    stage: row['stage'] as number,
    begin: row['first_unit'] as number,
    count: row['units'] as number,
    attempts: row['attempts'] as number,
    lost: row['lost'] as number,
    preempted: row['preempted'] as number,
    publishedAt: row['published_at'] as number | null,
    outcome: parsed(row['outcome']) as TaskRecord['outcome'],
  };
}
