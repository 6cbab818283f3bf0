/** The bytes that outcomes are about: from the store, or from the object store where they are many. */
import { createHash } from 'node:crypto';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ObjectRef, OutcomeOf } from '../../contracts/wire/task.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { JobStore } from '../store/job-store.ts';

/** Bytes of payloads that were stored just now, so that whoever merges them need not ask the store. */
const mostRecentBytes = 16 * 2 ** 20;

type WithPayload = OutcomeOf<'chunk'> | OutcomeOf<'finished'>;

export class Payloads {
  readonly #store: JobStore;
  readonly #objects: ObjectStore;
  /** By task, the oldest first. */
  readonly #recent = new Map<string, Uint8Array>();
  #recentBytes = 0;

  constructor(store: JobStore, objects: ObjectStore) {
    this.#store = store;
    this.#objects = objects;
  }

  /** Of an outcome that was stored with these bytes. */
  remember(taskId: string, bytes: Uint8Array): void {
    this.#forget(taskId);
    this.#recent.set(taskId, bytes);
    this.#recentBytes += bytes.length;
    for (const oldest of this.#recent.keys()) {
      if (this.#recentBytes <= mostRecentBytes) return;
      this.#forget(oldest);
    }
  }

  /**
   * All bytes of an outcome's payload, in memory of their own, checked against their hash; null where it
   * has none. Throws BACKEND_UNAVAILABLE, NOT_FOUND, ASSET_CHANGED.
   */
  async read(outcome: WithPayload): Promise<Uint8Array | null> {
    const { payload, taskId } = outcome;
    if (payload === null) return null;
    const bytes = new Uint8Array(payload.sizeBytes);
    let length = 0;
    for await (const piece of this.#pieces(outcome, payload)) {
      if (length + piece.length <= bytes.length) bytes.set(piece, length);
      length += piece.length;
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 === payload.sha256 && length === bytes.length) return bytes;
    throw changed(taskId, payload, { sha256, sizeBytes: length });
  }

  async *#pieces(outcome: WithPayload, payload: ObjectRef): AsyncIterable<Uint8Array> {
    const { payload: kept, jobId, taskId, tenant } = outcome;
    if (kept?.isInline === false) {
      yield* this.#objects.read(tenant, payload.sha256);
      return;
    }
    const recent = this.#recent.get(taskId);
    this.#forget(taskId);
    const bytes = recent ?? (await this.#store.outcomeBytes(jobId, taskId));
    if (bytes !== null) yield bytes;
  }

  #forget(taskId: string): void {
    this.#recentBytes -= this.#recent.get(taskId)?.length ?? 0;
    this.#recent.delete(taskId);
  }
}

function changed(taskId: string, expected: ObjectRef, found: ObjectRef): LiveCalcError {
  const message = `The stored bytes of task ${taskId} are ${found.sizeBytes} with SHA-256 ${found.sha256}; its worker reported ${expected.sizeBytes} with ${expected.sha256}. Check the disk of the store, and submit the job again.`;
  const details = { found: found.sha256, expected: expected.sha256 };
  return new LiveCalcError('ASSET_CHANGED', message, details);
}
