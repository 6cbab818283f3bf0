import type { TaskTotals } from '../job-store.ts';
import type { Database } from './database.ts';

export async function taskTotals(database: Database, jobId: string): Promise<TaskTotals> {
  const [row] = await database.repeatable(
    `SELECT CAST(COALESCE(SUM(attempts), 0) AS BIGINT) AS attempts,
       CAST(COALESCE(SUM(lost), 0) AS BIGINT) AS lost,
       CAST(COALESCE(SUM(preempted), 0) AS BIGINT) AS preempted
     FROM tasks WHERE job_id = $1`,
    [jobId],
  );
  return {
    attempts: Number(row!['attempts']),
    lost: Number(row!['lost']),
    preempted: Number(row!['preempted']),
  };
}
