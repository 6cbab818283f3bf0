/** What came of tasks: stored once (I7), by whichever gateway it reached. */
import type { TaskOutcome } from '../../../contracts/wire/task.ts';
import type { StoredOutcome } from '../job-store.ts';
import type { Database } from './database.ts';
import { parsed } from './job-row.ts';
import { agree } from './outcome-agreement.ts';

/** One statement where it is the first of its task, which nearly all are. */
export async function storeOutcome(
  database: Database,
  outcome: TaskOutcome,
  bytes: Uint8Array | null,
): Promise<StoredOutcome> {
  // By tenant too: a worker may say what it likes (I8).
  const key = [outcome.jobId, outcome.taskId, outcome.tenant];
  if (outcome.kind !== 'returned') {
    const stored = await database.repeatable(
      `UPDATE tasks SET state = 'done', outcome = $4, bytes = $5, compute_ms = $6,
         done_at = store_now()
       WHERE job_id = $1 AND task_id = $2 AND tenant = $3 AND outcome IS NULL RETURNING task_id`,
      [...key, JSON.stringify(outcome), bytes, outcome.computeMs],
    );
    if (stored.length > 0) return 'stored';
  }
  const [row] = await database.repeatable(
    `SELECT outcome FROM tasks WHERE job_id = $1 AND task_id = $2 AND tenant = $3`,
    key,
  );
  if (row === undefined) return 'unknown';
  if (outcome.kind === 'returned') return 'known';
  return agree(parsed(row['outcome']) as TaskOutcome, outcome) ? 'known' : 'differs';
}

export async function outcomeBytes(
  database: Database,
  jobId: string,
  taskId: string,
): Promise<Uint8Array | null> {
  const [row] = await database.repeatable(
    `SELECT bytes FROM tasks WHERE job_id = $1 AND task_id = $2`,
    [jobId, taskId],
  );
  return (row?.['bytes'] as Uint8Array | null | undefined) ?? null;
}
