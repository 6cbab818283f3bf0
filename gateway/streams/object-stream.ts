/** An object's bytes for a socket: read from any place, and cheaply from one end to the other. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import type { StoredStream } from '../../service/sockets/streamed-job.ts';
import type { ObjectStore } from '../objects/object-store.ts';

export class ObjectStream implements StoredStream {
  readonly #objects: Pick<ObjectStore, 'read'>;
  readonly #tenant: string;
  readonly #object: ObjectRef;
  #pieces: AsyncIterator<Uint8Array> | null = null;
  /** Read and not used. */
  #rest: Uint8Array = new Uint8Array();
  /** Of the object: where `#rest` begins. */
  #position = 0;

  constructor(objects: Pick<ObjectStore, 'read'>, tenant: string, object: ObjectRef) {
    this.#objects = objects;
    this.#tenant = tenant;
    this.#object = object;
  }

  get sizeBytes(): number {
    return this.#object.sizeBytes;
  }

  /** Throws NOT_FOUND, BACKEND_UNAVAILABLE. */
  async read(target: Uint8Array, position: number): Promise<void> {
    if (this.#pieces === null || position !== this.#position) await this.#begin(position);
    for (let filled = 0; filled < target.byteLength;) {
      if (this.#rest.byteLength === 0) this.#rest = await this.#next();
      const part = this.#rest.subarray(0, target.byteLength - filled);
      target.set(part, filled);
      filled += part.byteLength;
      this.#rest = this.#rest.subarray(part.byteLength);
      this.#position += part.byteLength;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pieces?.return?.();
    this.#pieces = null;
  }

  async #begin(position: number): Promise<void> {
    await this[Symbol.asyncDispose]();
    const range = { begin: position, end: this.#object.sizeBytes };
    const bytes = this.#objects.read(this.#tenant, this.#object.sha256, range);
    this.#pieces = bytes[Symbol.asyncIterator]();
    this.#rest = new Uint8Array();
    this.#position = position;
  }

  async #next(): Promise<Uint8Array> {
    const { value, done } = await this.#pieces!.next();
    if (done !== true) return value;
    const { sha256, sizeBytes } = this.#object;
    const message = `The object ${sha256} ends at byte ${this.#position} of ${sizeBytes}.`;
    throw new LiveCalcError('INTERNAL', message);
  }
}
