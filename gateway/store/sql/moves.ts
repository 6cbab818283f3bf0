/** Changes of a job: compare-and-set. The transition is written by a trigger of the table. */
import { finalStates } from '../../../contracts/wire/job.ts';
import type { Fence, JobRecord, Move } from '../job-store.ts';
import type { Database, Parameter } from './database.ts';
import type { Dialect } from './dialect.ts';
import { held } from './fence.ts';
import { changedColumns, hasNotEnded, jobColumns, jobOf } from './job-row.ts';

export async function moveJob(
  database: Database,
  jobId: string,
  move: Move,
  fence: Fence | null,
): Promise<JobRecord | null> {
  const { dialect } = database;
  const end = finalStates.has(move.to) ? { finishedAt: move.at } : {};
  const changes = [
    ...changedColumns({ ...end, ...move.change }),
    ['moved_at', move.at],
    ['moved_by', move.by],
    // It may name what a user wrote, and text of PostgreSQL has no NUL.
    ['moved_reason', move.reason.replaceAll('\0', '\uFFFD')],
  ] as const;
  const parameters: Parameter[] = [jobId, move.to, JSON.stringify(move.from)];
  if (fence !== null) parameters.push(fence.jobId, fence.gateway, fence.token);
  const assignments = changes.map(([name, value]) => `${name} = $${parameters.push(value)}`);
  const conditions = ['id = $1', dialect.isOneOf('state', '$3')];
  const before: string[] = [];
  if (fence !== null) {
    before.push(held(dialect, 4));
    conditions.push('id IN (SELECT job_id FROM held)');
  }
  const { answeredFrom } = move.change ?? {};
  if (answeredFrom !== undefined) {
    before.push(sourceOf(dialect, parameters.push(answeredFrom)));
    conditions.push(`NOT EXISTS (SELECT 1 FROM source WHERE source.state <> 'COMPLETED')`);
  }
  const [row] = await database.query(
    `${before.length === 0 ? '' : `WITH ${before.join(', ')}`}
     UPDATE jobs SET state = $2, version = version + 1, ${assignments.join(', ')}
     WHERE ${conditions.join(' AND ')} RETURNING ${jobColumns}`,
    parameters,
  );
  return row === undefined ? null : jobOf(row);
}

/**
 * The job whose result is taken over, locked: whoever withdraws it at the same time either was first,
 * or finds this answer afterwards.
 */
function sourceOf({ forShare }: Dialect, parameter: number): string {
  return `source AS (SELECT state FROM jobs WHERE id = $${parameter} ${forShare})`;
}

export async function requestCancel(
  database: Database,
  tenant: string,
  jobId: string,
): Promise<boolean> {
  const rows = await database.repeatable(
    `UPDATE jobs SET cancel_requested = 1, version = version + 1
     WHERE id = $1 AND tenant = $2 AND ${hasNotEnded} RETURNING id`,
    [jobId, tenant],
  );
  return rows.length > 0;
}
