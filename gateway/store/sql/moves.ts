/** Changes of a job: compare-and-set. The transition is written by a trigger of the table. */
import { finalStates } from '../../../contracts/wire/job.ts';
import type { Fence, JobRecord, Move } from '../job-store.ts';
import type { Database, Parameter } from './database.ts';
import { heldBy } from './fence.ts';
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
    ['moved_reason', move.reason],
  ] as const;
  const parameters: Parameter[] = [jobId, move.to, JSON.stringify(move.from)];
  if (fence !== null) parameters.push(fence.jobId, fence.gateway, fence.token);
  const assignments = changes.map(([name, value]) => `${name} = $${parameters.push(value)}`);
  const [row] = await database.query(
    `${fence === null ? '' : heldBy(dialect, 4)}
     UPDATE jobs SET state = $2, version = version + 1, ${assignments.join(', ')}
     WHERE id = $1 AND ${dialect.isOneOf('state', '$3')}
     ${fence === null ? '' : 'AND id IN (SELECT job_id FROM held)'}
     RETURNING ${jobColumns}`,
    parameters,
  );
  return row === undefined ? null : jobOf(row);
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
