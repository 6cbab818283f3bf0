/** Objects of tasks in a folder of this machine, for tests. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { LiveCalcError } from '../../../contracts/errors.ts';
import type { ObjectRef } from '../../../contracts/wire/task.ts';
import type { FetchedObject, ObjectScope, TaskObjects } from '../../objects/task-objects.ts';

type Tenant = Pick<ObjectScope, 'tenant'>;

export class FolderTaskObjects implements TaskObjects, Disposable {
  readonly folder: string;
  /** What the next put throws. */
  putError: unknown = null;
  /** Objects that are fetched and not let go of. */
  held = 0;

  /** In a new folder of another, where executors may read. */
  constructor(parent: string = os.tmpdir()) {
    this.folder = mkdtempSync(path.join(parent, 'livecalc-objects-'));
  }

  async fetch(scope: Tenant, { sha256 }: ObjectRef): Promise<FetchedObject> {
    await Promise.resolve();
    const file = this.fileOf(scope, sha256);
    if (!existsSync(file)) throw new LiveCalcError('NOT_FOUND', `There is no object ${sha256}.`);
    this.held++;
    return { sha256, file, [Symbol.dispose]: () => void this.held-- };
  }

  async putFile(scope: Tenant, file: string, { sha256 }: ObjectRef): Promise<void> {
    await Promise.resolve();
    this.#mayPut();
    copyFileSync(file, this.fileOf(scope, sha256));
  }

  async putBytes(scope: Tenant, bytes: Uint8Array): Promise<ObjectRef> {
    await Promise.resolve();
    this.#mayPut();
    return this.put(scope, bytes);
  }

  put(scope: Tenant, bytes: Uint8Array): ObjectRef {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(this.fileOf(scope, sha256), bytes);
    return { sha256, sizeBytes: bytes.byteLength };
  }

  putJson(scope: Tenant, value: unknown): ObjectRef {
    return this.put(scope, new TextEncoder().encode(JSON.stringify(value)));
  }

  /** Absolute. */
  fileOf({ tenant }: Tenant, sha256: string): string {
    const folder = path.join(this.folder, Buffer.from(tenant).toString('hex'));
    mkdirSync(folder, { recursive: true });
    return path.join(folder, sha256);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #mayPut(): void {
    const error = this.putError;
    this.putError = null;
    if (error !== null) throw error;
  }
}
