/**
 * Objects in a folder: `objects/TENANT/SHA256`, written beside it in `incoming` and renamed.
 *
 * What has the name has the bytes, whenever the process or the machine ends: file and folder are
 * synced before and after the rename. Several gateways may share the folder.
 */
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import { CheckedBytes, noObject, type Bytes } from './checked-bytes.ts';
import { fileSize, ifThere, moveDurably, namesIn, onDisk, removeEmpty } from './disk.ts';
import { FolderRoom } from './folder-room.ts';
import { IncomingFiles } from './incoming-files.ts';
import type { ByteRange, ExpectedObject, ObjectStore, StoredObject } from './object-store.ts';
import { tenantPrefix } from './tenant-prefix.ts';

export interface FolderOptions {
  /** Made where it is not there; its contents are the store's own. */
  readonly folder: string;
  /** Of all objects. Where several gateways share the folder, they see each other's once a minute. */
  readonly maxBytes: number;
  /** After which a half-written file that nobody touches is removed. */
  readonly staleMs?: number;
}

const readBytes = 256 * 1024;
const recountMs = 60_000;

/** Throws BACKEND_UNAVAILABLE where the folder cannot be used, STORAGE_FULL. */
export async function openFolderObjects(options: FolderOptions): Promise<ObjectStore> {
  const folder = path.resolve(options.folder);
  for (const name of ['objects', 'incoming']) {
    await onDisk(mkdir(path.join(folder, name), { recursive: true, mode: 0o700 }));
  }
  const incoming = new IncomingFiles(path.join(folder, 'incoming'), options.staleMs ?? 60_000);
  const objects = new FolderObjects(folder, incoming, new FolderRoom(options.maxBytes));
  await incoming.sweep();
  await objects.size();
  return objects;
}

class FolderObjects implements ObjectStore {
  readonly #folder: string;
  readonly #incoming: IncomingFiles;
  readonly #room: FolderRoom;
  readonly #recount: NodeJS.Timeout;

  constructor(folder: string, incoming: IncomingFiles, room: FolderRoom) {
    this.#folder = path.join(folder, 'objects');
    this.#incoming = incoming;
    this.#room = room;
    this.#recount = setInterval(() => void this.size().catch(() => {}), recountMs).unref();
  }

  async put(tenant: string, bytes: Bytes, expected: ExpectedObject): Promise<ObjectRef> {
    const checked = new CheckedBytes(bytes, expected);
    await using partial = this.#incoming.place();
    let taken = 0;
    try {
      await writeDurably(partial.file, checked, (bytesMore) => {
        this.#room.take(bytesMore);
        taken += bytesMore;
      });
      const object = await checked.accepted();
      const place = this.#fileOf(tenant, object.sha256);
      const replaced = (await fileSize(place)) ?? 0;
      await onDisk(moveDurably(partial.file, place));
      this.#room.stored(object.sizeBytes - replaced);
      return object;
    } finally {
      this.#room.give(taken);
    }
  }

  async find(tenant: string, sha256: string): Promise<StoredObject | null> {
    const found = await ifThere(stat(this.#fileOf(tenant, sha256), { bigint: true }));
    if (found === undefined) return null;
    const version = `${found.ino}-${found.mtimeNs}`;
    return { sha256, sizeBytes: Number(found.size), version };
  }

  async renew(tenant: string, sha256: string): Promise<boolean> {
    const file = this.#fileOf(tenant, sha256);
    const found = await ifThere(stat(file));
    if (found === undefined) return false;
    const at = new Date(Math.max(Date.now(), Math.floor(found.mtimeMs) + 1));
    return (await ifThere(utimes(file, at, at).then(() => true))) ?? false;
  }

  async *read(tenant: string, sha256: string, range?: ByteRange): AsyncIterable<Uint8Array> {
    if (range !== undefined && range.end <= range.begin) return;
    const bounds = range === undefined ? {} : { start: range.begin, end: range.end - 1 };
    const file = this.#fileOf(tenant, sha256);
    const chunks = createReadStream(file, { ...bounds, highWaterMark: readBytes });
    try {
      yield* chunks as AsyncIterable<Uint8Array>;
    } catch (error) {
      await ifThere(Promise.reject(error as Error));
      throw noObject(sha256, error);
    }
  }

  signedUrl(): Promise<null> {
    return Promise.resolve(null);
  }

  localFile(tenant: string, sha256: string): string {
    return this.#fileOf(tenant, sha256);
  }

  async remove(tenant: string, sha256: string, version?: string): Promise<void> {
    const file = this.#fileOf(tenant, sha256);
    const found = await this.find(tenant, sha256);
    if (found === null || (version !== undefined && found.version !== version)) return;
    await onDisk(rm(file, { force: true }));
    await onDisk(removeEmpty(path.dirname(file)));
    this.#room.stored(-found.sizeBytes);
  }

  async size(): Promise<{ readonly objects: number; readonly bytes: number }> {
    let [objects, bytes] = [0, 0];
    for (const tenant of await namesIn(this.#folder)) {
      for (const name of await namesIn(path.join(this.#folder, tenant))) {
        const sizeBytes = await fileSize(path.join(this.#folder, tenant, name));
        if (sizeBytes === null) continue;
        objects++;
        bytes += sizeBytes;
      }
    }
    this.#room.counted(bytes);
    return { objects, bytes };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#recount);
    await this.#incoming[Symbol.asyncDispose]();
  }

  #fileOf(tenant: string, sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new LiveCalcError('INTERNAL', `${sha256} is no SHA-256.`);
    }
    return path.join(this.#folder, tenantPrefix(tenant), sha256);
  }
}

/** Calls `room` before bytes are written, and it may throw. */
async function writeDurably(
  file: string,
  bytes: AsyncIterable<Uint8Array>,
  room: (bytes: number) => void,
): Promise<void> {
  await using handle = await onDisk(open(file, 'wx', 0o600));
  for await (const chunk of bytes) {
    room(chunk.byteLength);
    await onDisk(handle.writeFile(chunk));
  }
  await onDisk(handle.sync());
}
