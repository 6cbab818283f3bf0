import type { JobProgress, StoredTable } from '../../contracts/wire/job.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import type { RunListener } from '../executor.ts';

/** Keeps what it is told. */
export class Heard implements RunListener {
  readonly progress: JobProgress[] = [];
  readonly tables: StoredTable[] = [];
  record: ObjectRef | null = null;

  onProgress(progress: JobProgress): void {
    this.progress.push(progress);
  }

  onTable(table: StoredTable): void {
    this.tables.push(table);
  }

  onRecord(record: ObjectRef): void {
    this.record = record;
  }
}

/** A signal that nobody aborts. */
export function noAbort(): AbortSignal {
  return new AbortController().signal;
}
