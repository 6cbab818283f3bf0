/** Where the execution record of a job's computation is; jobs that ended before have none. */
import type { Migration } from './migration.ts';

export const executionRecord: Migration = {
  number: 3,
  name: 'execution record',
  kind: 'expand',
  statements: () => [`ALTER TABLE jobs ADD COLUMN execution_record TEXT`],
};
