import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { noAbort } from '../../executor/testing/run-listeners.ts';
import { AssetStore } from '../../intake/assets/asset-store.ts';
import { DiskRoom } from '../../intake/storage/disk-room.ts';
import { thrownBy } from '../../service/testing/thrown.ts';
import { HttpTaskObjects } from './http-task-objects.ts';
import {
  answering,
  breakingOff,
  startObjectServer,
  type ObjectServer,
} from './testing/object-server.ts';

const scope = { tenant: 'acme', objectToken: 'tok3n' };
const bytes = Buffer.from('policy_id,term\nP1,10\n');
const mebibyte = 2 ** 20;

interface Client {
  readonly objects: HttpTaskObjects;
  readonly folder: string;
  /** Milliseconds that were waited before another try. */
  readonly pauses: number[];
}

function clientOf(gatewayUrl: string): Client {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-http-objects-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const pauses: number[] = [];
  const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
    await Promise.resolve(pauses.push(ms));
    signal.throwIfAborted();
  };
  const assets = new AssetStore(folder, new DiskRoom(1024 * mebibyte));
  return {
    objects: new HttpTaskObjects({ gatewayUrl, assets, pause, random: () => 0 }),
    folder,
    pauses,
  };
}

async function begin(): Promise<Client & { readonly server: ObjectServer }> {
  const server = await startObjectServer();
  return { server, ...clientOf(server.url) };
}

function fileWith(folder: string, content: Uint8Array): string {
  const file = path.join(folder, 'written');
  writeFileSync(file, content);
  return file;
}

describe('an object that is fetched', () => {
  it('is on the disk under its hash, asked for with the token, and only once', async () => {
    const { server, objects } = await begin();
    const object = server.put(bytes);
    using first = await objects.fetch(scope, object, noAbort());
    using again = await objects.fetch(scope, object, noAbort());
    expect(readFileSync(first.file)).toEqual(bytes);
    expect(again.file).toBe(first.file);
    expect(server.asked).toEqual([
      {
        method: 'GET',
        path: `/fleet/v1/objects/${object.sha256}`,
        authorization: 'Bearer tok3n',
      },
    ]);
  });

  it('is downloaded once for all who ask for it at the same time', async () => {
    const { server, objects } = await begin();
    const object = server.put(Buffer.alloc(3 * mebibyte, 'x'));
    const asking = Array.from({ length: 5 }, () => objects.fetch(scope, object, noAbort()));
    const fetched = await Promise.all(asking);
    expect(new Set(fetched.map(({ file }) => file)).size).toBe(1);
    expect(server.methods).toEqual(['GET']);
  });

  it('still comes where one of those who asked gives up', async () => {
    const { server, objects } = await begin();
    const object = server.put(bytes);
    const stop = new AbortController();
    const leaving = objects.fetch(scope, object, stop.signal);
    const staying = objects.fetch(scope, object, noAbort());
    stop.abort(new Error('the job was stopped'));
    await expect(leaving).rejects.toThrow('the job was stopped');
    expect(readFileSync((await staying).file)).toEqual(bytes);
  });

  it("is another tenant's to fetch again", async () => {
    const { server, objects } = await begin();
    const object = server.put(bytes);
    const own = await objects.fetch(scope, object, noAbort());
    const other = await objects.fetch({ ...scope, tenant: 'other' }, object, noAbort());
    expect(other.file).not.toBe(own.file);
    expect(server.methods).toEqual(['GET', 'GET']);
  });

  it('comes from where the gateway sends us, which does not see the token', async () => {
    const [{ server, objects }, elsewhere] = [await begin(), await startObjectServer()];
    const object = elsewhere.put(bytes);
    const location = `${elsewhere.url}/container/${object.sha256}`;
    server.interferences.push(answering(307, { Location: location }));
    using fetched = await objects.fetch(scope, object, noAbort());
    expect(readFileSync(fetched.file)).toEqual(bytes);
    expect(elsewhere.asked).toMatchObject([{ method: 'GET', authorization: undefined }]);
  });

  it.each([
    ['an error of the server', answering(500)],
    ['one that is on its way down', answering(503)],
    ['too many requests', answering(429)],
    ['a connection that breaks off', breakingOff()],
  ])('comes in spite of %s', async (_what, interference) => {
    const { server, objects, pauses } = await begin();
    const object = server.put(bytes);
    server.interferences.push(interference, interference);
    using fetched = await objects.fetch(scope, object, noAbort());
    expect(readFileSync(fetched.file)).toEqual(bytes);
    expect(pauses).toEqual([100, 200]);
  });

  it('is not believed where its bytes are not those of the hash', async () => {
    const { server, objects, folder } = await begin();
    const { sha256, sizeBytes } = server.put(bytes);
    server.objects.set(sha256, Buffer.from('something else'));
    const fetching = thrownBy(() => objects.fetch(scope, { sha256, sizeBytes }, noAbort()));
    expect((await fetching).code).toBe('ASSET_CHANGED');
    expect(
      readdirSync(folder, { recursive: true }).filter((name) => /partial/.test(String(name))),
    ).toEqual([]);
  });

  it('that is not there is not asked for again', async () => {
    const { server, objects } = await begin();
    const missing = { sha256: 'a'.repeat(64), sizeBytes: 1 };
    const error = await thrownBy(() => objects.fetch(scope, missing, noAbort()));
    expect(error.code).toBe('NOT_FOUND');
    expect(server.methods).toEqual(['GET']);
  });

  it('is given up after a while where there is no gateway', async () => {
    const { objects, pauses } = clientOf('http://127.0.0.1:1');
    const missing = { sha256: 'a'.repeat(64), sizeBytes: 1 };
    const error = await thrownBy(() => objects.fetch(scope, missing, noAbort()));
    expect(error.code).toBe('BACKEND_UNAVAILABLE');
    expect(error.message).toContain('GATEWAY_URL');
    expect(pauses).toEqual([100, 200, 400, 800, 1600, 2500, 2500]);
  });

  it('never waits in memory: the server is ahead by what sockets hold', async () => {
    const { server, objects, folder } = await begin();
    const piece = Buffer.alloc(mebibyte, 'm');
    const pieces = 200;
    const hash = createHash('sha256');
    for (let count = 0; count < pieces; count++) hash.update(piece);
    let mostAhead = 0;
    server.interferences.push((_request, response) => {
      response.writeHead(200, { 'Content-Length': pieces * piece.byteLength });
      let sent = 0;
      const send = (): void => {
        while (sent < pieces && response.write(piece)) sent++;
        mostAhead = Math.max(mostAhead, sent * piece.byteLength - storedBytes(folder));
        if (sent < pieces) response.once('drain', () => (sent++, send()));
        else response.end();
      };
      send();
      return true;
    });
    const object = { sha256: hash.digest('hex'), sizeBytes: pieces * piece.byteLength };
    using fetched = await objects.fetch(scope, object, noAbort());
    expect(fetched.sha256).toBe(object.sha256);
    expect(mostAhead).toBeLessThan(50 * mebibyte);
  });
});

describe('an object that is put', () => {
  it('is sent where the gateway has none of it', async () => {
    const { server, objects, folder } = await begin();
    const content = Buffer.alloc(100_000, 'c');
    const sha256 = createHash('sha256').update(content).digest('hex');
    const file = fileWith(folder, content);
    await objects.putFile(scope, file, { sha256, sizeBytes: 100_000 }, noAbort());
    expect(server.objects.get(sha256)).toEqual(content);
    expect(server.methods).toEqual(['HEAD', 'PUT']);
    await objects.putFile(scope, file, { sha256, sizeBytes: 100_000 }, noAbort());
    expect(server.methods).toEqual(['HEAD', 'PUT', 'HEAD']);
  });

  it('that is small is sent without asking', async () => {
    const { server, objects } = await begin();
    const object = await objects.putBytes(scope, bytes, noAbort());
    expect(server.objects.get(object.sha256)).toEqual(bytes);
    expect(server.asked).toMatchObject([{ method: 'PUT', authorization: 'Bearer tok3n' }]);
  });

  it('is sent again, whole, where the gateway did not take it', async () => {
    const { server, objects, folder } = await begin();
    server.interferences.push(answering(503));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const object = { sha256, sizeBytes: bytes.byteLength };
    await objects.putFile(scope, fileWith(folder, bytes), object, noAbort());
    expect(server.objects.get(sha256)).toEqual(bytes);
  });

  it('is too much where the store is full', async () => {
    const { server, objects } = await begin();
    server.interferences.push(answering(507));
    const error = await thrownBy(() => objects.putBytes(scope, bytes, noAbort()));
    expect(error.code).toBe('STORAGE_FULL');
    expect(server.methods).toEqual(['PUT']);
  });
});

/** Of all files in the folder and its folders. */
function storedBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(path.join(parentPath, name)).size, 0);
}
