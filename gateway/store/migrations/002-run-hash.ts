/** The run hash in a column of its own, to find the job that has computed a run already. */
import type { Migration } from './migration.ts';

export const runHash: Migration = {
  number: 2,
  name: 'run hash',
  kind: 'expand',
  statements: (dialect) => [
    `ALTER TABLE jobs ADD COLUMN run_hash TEXT`,
    `UPDATE jobs SET run_hash = ${dialect.field('planned', 'runHash')} WHERE planned IS NOT NULL`,
    `CREATE INDEX jobs_by_run ON jobs (tenant, run_hash) WHERE state = 'COMPLETED'`,
  ],
};
