/** A job of the store as a socket follows it. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { JobStatus } from '../../contracts/wire/job.ts';
import type { StoredStream, StreamedJob } from '../../service/sockets/streamed-job.ts';
import { jobStatusOf } from '../jobs/job-view.ts';
import type { JobWatcher } from '../jobs/job-watcher.ts';
import { openObjectStream } from '../objects/object-stream.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { JobRecord } from '../store/job-store.ts';

export class GatewayJob implements StreamedJob {
  readonly #watcher: JobWatcher;
  readonly #objects: ObjectStore;
  #record: JobRecord;
  #status: JobStatus;

  constructor(record: JobRecord, watcher: JobWatcher, objects: ObjectStore) {
    this.#record = record;
    this.#status = jobStatusOf(record);
    this.#watcher = watcher;
    this.#objects = objects;
  }

  get id(): string {
    return this.#record.id;
  }

  status(): JobStatus {
    return this.#status;
  }

  subscribe(listener: () => void): () => void {
    const followed = this.#watcher.follow(this.#record);
    followed.subscribe(() => {
      this.#record = followed.job;
      this.#status = jobStatusOf(followed.job);
      listener();
    });
    return () => followed[Symbol.dispose]();
  }

  async openTable(table: string): Promise<StoredStream> {
    const stored = this.#status.tables.find((one) => one.table === table);
    if (stored !== undefined) {
      return await openObjectStream(this.#objects, this.#record.tenant, stored);
    }
    const expected = this.#status.tables.map((one) => one.table).join(', ');
    const message = `There is no table ${table} of this job; it is ${this.#status.status} and has ${expected || 'none'}.`;
    throw new LiveCalcError('NOT_FOUND', message, { found: table, expected });
  }
}
