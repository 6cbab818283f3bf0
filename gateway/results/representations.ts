/** Tables in other forms than the stored one: each made when it is first asked for, and then kept with its job. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { StoredTable } from '../../contracts/wire/job.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import type { JobRecord, JobStore, Representation } from '../store/job-store.ts';
import type { Conversions, ConvertedFormat } from './conversions.ts';
import type { TableForm } from './table-forms.ts';

export interface RepresentationParts {
  readonly store: Pick<JobStore, 'representation'>;
  readonly conversions: Conversions;
  /** How long a request waits for a form to be made. */
  readonly waitMs?: number;
}

/** Less than proxies wait for an answer. */
const usualWaitMs = 25_000;

export class Representations implements Disposable {
  readonly #parts: RepresentationParts;
  readonly #making = new Map<string, Promise<Representation>>();
  readonly #stop = new AbortController();

  constructor(parts: RepresentationParts) {
    this.#parts = parts;
  }

  /**
   * The table's bytes in that form. Whoever asks while it is made waits for the same one, and it is
   * made to its end for those who ask later. Throws NOT_READY where that takes long, what making it
   * throws, BACKEND_UNAVAILABLE, and the signal's reason.
   */
  async get(
    job: JobRecord,
    table: StoredTable,
    form: TableForm,
    signal: AbortSignal,
  ): Promise<ObjectRef> {
    if (form === 'arrow') return { sha256: table.sha256, sizeBytes: table.sizeBytes };
    const known = await this.#parts.store.representation(job.id, table.table, form);
    if (known !== null) return known.object;
    const waiting = AbortSignal.timeout(this.#parts.waitMs ?? usualWaitMs);
    const making = this.#made(job, table, form);
    try {
      return (await unlessAborted(making, AbortSignal.any([signal, waiting]))).object;
    } catch (error) {
      if (waiting.aborted && error === waiting.reason) throw notReady(table.table, form);
      throw error;
    }
  }

  /** Nobody waits any longer. */
  [Symbol.dispose](): void {
    const message = 'The server is on its way down. Ask again, another one answers.';
    this.#stop.abort(new LiveCalcError('DRAINING', message));
  }

  #made(job: JobRecord, table: StoredTable, form: ConvertedFormat): Promise<Representation> {
    const place = JSON.stringify([job.id, table.table, form]);
    const underway = this.#making.get(place);
    if (underway !== undefined) return underway;
    const making = this.#parts.conversions
      .make(job, table, form, this.#stop.signal)
      .finally(() => this.#making.delete(place));
    this.#making.set(place, making);
    return making;
  }
}

async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason as Error);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function notReady(table: string, form: TableForm): LiveCalcError {
  const message =
    `The table ${table} is being written as ${form} by a worker, and is kept then. Ask again in a moment; ` +
    'as an Arrow stream it can be had now.';
  return new LiveCalcError('NOT_READY', message, { found: form });
}
