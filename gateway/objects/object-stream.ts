/** A stored table as sockets read it: mostly from its beginning to its end, from anywhere after a resume. */
import type { ObjectRef } from '../../contracts/wire/task.ts';
import type { StoredStream } from '../../service/sockets/streamed-job.ts';
import { noObject } from './checked-bytes.ts';
import type { ObjectStore } from './object-store.ts';

/** One at a time: who reads waits for it before reading on. Throws NOT_FOUND. */
export async function openObjectStream(
  store: ObjectStore,
  tenant: string,
  { sha256 }: ObjectRef,
): Promise<StoredStream> {
  const object = await store.find(tenant, sha256);
  if (object === null) throw noObject(sha256);
  return new ObjectStream(store, tenant, object);
}

class ObjectStream implements StoredStream {
  readonly sizeBytes: number;
  readonly #store: ObjectStore;
  readonly #tenant: string;
  readonly #sha256: string;
  /** What comes after `#position`; a read elsewhere begins anew. */
  #chunks: AsyncIterator<Uint8Array> | null = null;
  #rest: Uint8Array = new Uint8Array(0);
  #position = 0;

  constructor(store: ObjectStore, tenant: string, { sha256, sizeBytes }: ObjectRef) {
    this.#store = store;
    this.#tenant = tenant;
    this.#sha256 = sha256;
    this.sizeBytes = sizeBytes;
  }

  async read(target: Uint8Array, position: number): Promise<void> {
    if (position !== this.#position || this.#chunks === null) await this.#seek(position);
    for (let filled = 0; filled < target.byteLength;) {
      const part = (await this.#some()).subarray(0, target.byteLength - filled);
      target.set(part, filled);
      filled += part.byteLength;
      this.#rest = this.#rest.subarray(part.byteLength);
      this.#position += part.byteLength;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#chunks?.return?.();
    this.#chunks = null;
  }

  async #seek(position: number): Promise<void> {
    await this[Symbol.asyncDispose]();
    const range = { begin: position, end: this.sizeBytes };
    this.#chunks = this.#store.read(this.#tenant, this.#sha256, range)[Symbol.asyncIterator]();
    this.#rest = new Uint8Array(0);
    this.#position = position;
  }

  async #some(): Promise<Uint8Array> {
    while (this.#rest.byteLength === 0) {
      const next = await this.#chunks!.next();
      if (next.done) throw new Error(`${this.#sha256} has fewer than ${this.sizeBytes} bytes.`);
      this.#rest = next.value;
    }
    return this.#rest;
  }
}
