import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../contracts/wire/problem-details.ts';
import { HttpTaskObjects } from '../../fleet/objects/http-task-objects.ts';
import { AssetStore } from '../../intake/assets/asset-store.ts';
import { DiskRoom } from '../../intake/storage/disk-room.ts';
import { startTestServer } from '../../service/testing/test-server.ts';
import { openStores, type GatewayStores } from '../testing/gateway-stores.ts';
import { assetHandlers } from './asset-handlers.ts';
import { openAzureObjects } from './azure-objects.ts';
import { NotedObjects } from './noted-objects.ts';
import { objectRoutes } from './object-routes.ts';
import { ObjectTokens } from './object-tokens.ts';
import { startAzurite } from './testing/azurite.ts';
import { hashOf, someBytes } from './testing/object-store-contract.ts';

const maxBytes = 8 * 2 ** 20;
let stores: GatewayStores;
let tokens: ObjectTokens;
let url: string;

beforeAll(async () => {
  stores = await openStores();
  tokens = await ObjectTokens.of(stores.store, Date.now);
  const { objects } = stores;
  const server = await startTestServer({}, (permit) => [
    ...objectRoutes({ objects, tokens, maxObjectBytes: maxBytes }),
    {
      path: '/v1/assets/:sha256',
      methods: {
        head: [permit('asset.read'), assetHandlers(objects, maxBytes).head],
        put: [permit('asset.write'), assetHandlers(objects, maxBytes).put],
      },
    },
  ]);
  url = server.url;
  return async () => {
    await server[Symbol.asyncDispose]();
    await stores[Symbol.asyncDispose]();
  };
});

type Ask = RequestInit & { readonly tenant?: string };

async function ask(sha256: string, { tenant = 'acme', ...init }: Ask = {}): Promise<Response> {
  const token = await tokens.mint({ tenant, jobId: randomUUID() }, 60);
  const headers = { Authorization: `Bearer ${token}`, ...(init.headers as object) };
  return await fetch(`${url}/fleet/v1/objects/${sha256}`, { ...init, headers });
}

const put = async (bytes: Buffer, sha256 = hashOf(bytes), tenant = 'acme'): Promise<Response> =>
  await ask(sha256, { method: 'PUT', body: new Uint8Array(bytes), tenant });

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as Problem).code;
}

describe('an object, for a worker with the token of a task', () => {
  const bytes = someBytes(1_000_003);
  const sha256 = hashOf(bytes);
  beforeAll(async () => {
    await put(bytes);
  });

  it('is what was put, with its hash as its ETag', async () => {
    const response = await ask(sha256);
    expect(response.status).toBe(200);
    expect(response.headers.get('etag')).toBe(`"${sha256}"`);
    expect(response.headers.get('content-length')).toBe('1000003');
    expect(bytes.equals(await response.bytes())).toBe(true);
  });

  it('is asked for without being sent', async () => {
    const response = await ask(sha256, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '1000003']);
  });

  it.each([
    { range: 'bytes=0-9', status: 206, says: 'bytes 0-9/1000003', begin: 0, end: 10 },
    {
      range: 'bytes=1000000-',
      status: 206,
      says: 'bytes 1000000-1000002/1000003',
      begin: 1_000_000,
      end: 1_000_003,
    },
    {
      range: 'bytes=-2',
      status: 206,
      says: 'bytes 1000001-1000002/1000003',
      begin: 1_000_001,
      end: 1_000_003,
    },
    {
      range: 'bytes=999999-2000000',
      status: 206,
      says: 'bytes 999999-1000002/1000003',
      begin: 999_999,
      end: 1_000_003,
    },
    { range: 'bytes=0-1,5-6', status: 200, says: null, begin: 0, end: 1_000_003 },
    { range: 'lines=0-1', status: 200, says: null, begin: 0, end: 1_000_003 },
    { range: 'bytes=x', status: 200, says: null, begin: 0, end: 1_000_003 },
  ])('is sent in part: $range', async ({ range, status, says, begin, end }) => {
    const response = await ask(sha256, { headers: { Range: range } });
    expect([response.status, response.headers.get('content-range')]).toEqual([status, says]);
    expect(bytes.subarray(begin, end).equals(await response.bytes())).toBe(true);
  });

  it('has no part beyond its end', async () => {
    const response = await ask(sha256, { headers: { Range: 'bytes=1000003-' } });
    expect([response.status, response.headers.get('content-range')]).toEqual([
      416,
      'bytes */1000003',
    ]);
    expect(await codeOf(response)).toBe('RANGE_INVALID');
  });

  it('goes on only where If-Range names these bytes', async () => {
    const range = { Range: 'bytes=5-9' };
    const same = await ask(sha256, { headers: { ...range, 'If-Range': `"${sha256}"` } });
    const other = await ask(sha256, { headers: { ...range, 'If-Range': '"other"' } });
    expect([same.status, other.status]).toEqual([206, 200]);
    await other.bytes();
  });

  it.each(['*', `"x", "${sha256}"`, `W/"${sha256}"`])(
    'is not sent again: If-None-Match %s',
    async (tag) => {
      const response = await ask(sha256, { headers: { 'If-None-Match': tag } });
      expect([response.status, await response.text()]).toEqual([304, '']);
    },
  );

  it('of another tenant is not there', async () => {
    for (const method of ['GET', 'HEAD']) {
      expect((await ask(sha256, { method, tenant: 'other' })).status).toBe(404);
    }
  });

  it('is refused with other bytes, with too many, and under no hash', async () => {
    const wrong = await put(Buffer.from('x'), hashOf(Buffer.from('y')));
    expect([wrong.status, await codeOf(wrong)]).toEqual([422, 'ASSET_CHANGED']);
    const large = await put(Buffer.alloc(maxBytes + 1));
    expect([large.status, await codeOf(large)]).toEqual([413, 'PACKAGE_TOO_LARGE']);
    const unnamed = await ask('hash');
    expect([unnamed.status, await codeOf(unnamed)]).toEqual([400, 'REQUEST_INVALID']);
  });

  it.each(['none', 'Bearer x.y.z', 'Basic eDp5'])(
    'takes a token: not %s',
    async (authorization) => {
      const headers = authorization === 'none' ? {} : { Authorization: authorization };
      const response = await fetch(`${url}/fleet/v1/objects/${sha256}`, { headers });
      expect([response.status, await codeOf(response)]).toEqual([401, 'UNAUTHENTICATED']);
    },
  );

  it('is noted for retention', async () => {
    const unused = await stores.store.unusedObjects(-1000, 10);
    expect(unused).toContainEqual({ tenant: 'acme', sha256 });
  });
});

describe('the client of a worker', () => {
  it('brings objects and gets them back', async () => {
    await roundTrip(url, 'folder');
  });
});

/** A worker puts what it made, and another one with an empty cache fetches it. */
async function roundTrip(gatewayUrl: string, name: string): Promise<void> {
  const worker = (cache: string): HttpTaskObjects => {
    const room = new DiskRoom(2 ** 30);
    const assets = new AssetStore(path.join(stores.folder, name, cache), room);
    return new HttpTaskObjects({ gatewayUrl, assets });
  };
  const objectToken = await tokens.mint({ tenant: 'acme', jobId: randomUUID() }, 60);
  const scope = { tenant: 'acme', objectToken };
  const { signal } = new AbortController();
  const bytes = someBytes(6_000_001);
  const object = { sha256: hashOf(bytes), sizeBytes: bytes.length };
  const file = path.join(stores.folder, `${name}.bin`);
  await writeFile(file, bytes);
  await worker('one').putFile(scope, file, object, signal);
  using fetched = await worker('other').fetch(scope, object, signal);
  expect(bytes.equals(await readFile(fetched.file))).toBe(true);
}

describe('an asset, for a user', () => {
  it('is put, and found by its hash', async () => {
    const bytes = Buffer.from('age,qx\n40,0.001\n');
    const address = `${url}/v1/assets/${hashOf(bytes)}`;
    expect((await fetch(address, { method: 'HEAD' })).status).toBe(404);
    expect((await fetch(address, { method: 'PUT', body: bytes })).status).toBe(204);
    const found = await fetch(address, { method: 'HEAD' });
    expect([found.status, found.headers.get('content-length')]).toEqual([200, '16']);
  });
});

describe('objects in a store that signs addresses', () => {
  it('are fetched from there, and put through the gateway', async () => {
    await using azurite = await startAzurite();
    await using azure = await openAzureObjects({ connectionString: azurite.connectionString });
    const objects = new NotedObjects(azure, stores.store);
    const parts = { objects, tokens, maxObjectBytes: maxBytes };
    await using server = await startTestServer({}, () => objectRoutes(parts));
    const bytes = someBytes(5_000_000);
    const address = `${server.url}/fleet/v1/objects/${hashOf(bytes)}`;
    const token = await tokens.mint({ tenant: 'acme', jobId: randomUUID() }, 60);
    const headers = { Authorization: `Bearer ${token}` };
    const stored = await fetch(address, { method: 'PUT', body: new Uint8Array(bytes), headers });
    expect(stored.status).toBe(204);
    const told = await fetch(address, { headers, redirect: 'manual' });
    expect(told.status).toBe(307);
    expect(told.headers.get('location')).toContain(azurite.containerUrl('livecalc'));
    const fetched = await fetch(address, { headers });
    expect(bytes.equals(await fetched.bytes())).toBe(true);
    await roundTrip(server.url, 'azure');
  });
});
