import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { AssetStore } from '../../intake/assets/asset-store.ts';
import { DiskRoom } from '../../intake/storage/disk-room.ts';
import { thrownBy } from '../../service/testing/thrown.ts';
import { openStores, type GatewayStores } from '../testing/gateway-stores.ts';
import { openAzureObjects } from './azure-objects.ts';
import { LocalTaskObjects } from './local-task-objects.ts';
import { NotedObjects } from './noted-objects.ts';
import type { ObjectStore } from './object-store.ts';
import { startAzurite, type Azurite } from './testing/azurite.ts';
import { hashOf, someBytes } from './testing/object-store-contract.ts';

const scope = { tenant: 'acme', objectToken: 'not looked at' };
const { signal } = new AbortController();
let stores: GatewayStores;
let azurite: Azurite;
let azure: ObjectStore;
beforeAll(async () => {
  stores = await openStores();
  azurite = await startAzurite();
  azure = await openAzureObjects({ connectionString: azurite.connectionString });
  return async () => {
    await azure[Symbol.asyncDispose]();
    await azurite[Symbol.asyncDispose]();
    await stores[Symbol.asyncDispose]();
  };
});

describe.each([
  { where: 'a folder', isFolder: true },
  { where: 'a blob container', isFolder: false },
])('objects of tasks in this process, in $where', ({ isFolder }) => {
  const noted = (): NotedObjects =>
    isFolder ? stores.objects : new NotedObjects(azure, stores.store);
  const cache = (): AssetStore =>
    new AssetStore(path.join(stores.folder, 'cache'), new DiskRoom(2 ** 30));
  const open = (): LocalTaskObjects => new LocalTaskObjects(noted(), cache());

  it('come as files of this machine, and go back as files or bytes', async () => {
    const objects = open();
    const bytes = someBytes(3_000_000);
    const object = { sha256: hashOf(bytes), sizeBytes: bytes.length };
    const file = path.join(stores.folder, 'sums.bin');
    await writeFile(file, bytes);
    await objects.putFile(scope, file, object, signal);
    await objects.putFile(scope, file, object, signal);
    using fetched = await objects.fetch(scope, object, signal);
    expect(bytes.equals(await readFile(fetched.file))).toBe(true);
    const small = await objects.putBytes(scope, Buffer.from('small'), signal);
    using fetchedSmall = await objects.fetch(scope, small, signal);
    expect(await readFile(fetchedSmall.file, 'utf8')).toBe('small');
  });

  it('are fetched once by all who want one at the same time', async () => {
    const objects = open();
    const object = await objects.putBytes(scope, someBytes(1_000_000), signal);
    const fetched = await Promise.all([1, 2, 3].map(() => objects.fetch(scope, object, signal)));
    expect(new Set(fetched.map(({ file }) => file)).size).toBe(1);
    for (const one of fetched) one[Symbol.dispose]();
  });

  it('are not there for another tenant', async () => {
    const objects = open();
    const object = await objects.putBytes(scope, Buffer.from('ours'), signal);
    const other = { ...scope, tenant: 'other' };
    expect((await thrownBy(() => objects.fetch(other, object, signal))).code).toBe('NOT_FOUND');
  });

  it('are refused where a file has other bytes than it should', async () => {
    const file = path.join(stores.folder, 'other.bin');
    await writeFile(file, 'other bytes');
    const object = { sha256: hashOf(Buffer.from('these bytes')), sizeBytes: 11 };
    const error = await thrownBy(() => open().putFile(scope, file, object, signal));
    expect(error.code).toBe('ASSET_CHANGED');
  });
});
