import type { StoredTable } from '../../contracts/wire/job.ts';
import type { TaskOf } from '../../contracts/wire/task.ts';
import type { JobRecord, Representation } from '../store/job-store.ts';

export type ConvertedFormat = TaskOf<'convert'>['format'];

/** Makes other forms of stored tables, by tasks for workers: a gateway reads no table. */
export interface Conversions {
  /**
   * Makes one form of a table of a COMPLETED job. Resolves once it is stored and noted in the job store
   * (`useObjects`, then `addRepresentation`), so that nobody makes it again. Asked twice at the same time, also of two
   * gateways, it is one task. Throws what the task failed with, and the signal's reason when it is
   * aborted: the task may then still come to its end.
   */
  make(
    job: JobRecord,
    table: StoredTable,
    format: ConvertedFormat,
    signal: AbortSignal,
  ): Promise<Representation>;
}
