/** The stores of a gateway on one machine, empty, in a folder that goes with them. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openFolderObjects } from '../objects/folder-objects.ts';
import { NotedObjects } from '../objects/noted-objects.ts';
import type { JobStore } from '../store/job-store.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';

export interface GatewayStores extends AsyncDisposable {
  readonly store: JobStore;
  readonly objects: NotedObjects;
  /** Absolute; for what a test needs besides. */
  readonly folder: string;
}

export async function openStores(now: () => number = Date.now): Promise<GatewayStores> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-stores-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const store = stack.use(await openSqliteStore({ file: ':memory:', now }));
  const place = path.join(folder, 'store');
  const objects = stack.use(await openFolderObjects({ folder: place, maxBytes: 2 ** 30 }));
  const opened = stack.move();
  return {
    store,
    objects: new NotedObjects(objects, store),
    folder,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
