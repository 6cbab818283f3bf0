import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { LiveCalcError } from '../../contracts/errors.ts';
import { startTestServer } from '../../service/testing/test-server.ts';
import type { ObjectStore } from './object-store.ts';
import { sendObject } from './send-object.ts';

const chunk = Buffer.alloc(65_536);
const chunks = 10_000;
const object = { sha256: 'a'.repeat(64), sizeBytes: chunk.length * chunks };

/** A server of one object that comes as `read` says. */
async function serve(read: () => AsyncIterable<Uint8Array>) {
  const store = { read } as unknown as ObjectStore;
  return await startTestServer({}, () => [
    {
      path: '/object',
      methods: {
        get: [
          (request, response) =>
            sendObject(request, response, store, { tenant: 'acme', object, headers: {} }),
        ],
      },
    },
  ]);
}

describe('an object on its way', () => {
  it('is read no faster than the client takes it, and no further when the client goes away', async () => {
    const stopped = Promise.withResolvers<number>();
    await using server = await serve(async function* () {
      let sent = 0;
      try {
        for (; sent < chunks; sent++) yield chunk;
      } finally {
        stopped.resolve(sent);
      }
    });
    const [response] = (await once(get(`${server.url}/object`), 'response')) as [IncomingMessage];
    await once(response, 'readable');
    response.destroy();
    // What the sockets of both sides hold, of 655 MB.
    expect(await stopped.promise).toBeLessThan(500);
  });

  it('is cut off where the store fails in the middle, so that nobody takes a part for the whole', async () => {
    await using server = await serve(async function* () {
      yield chunk;
      await Promise.resolve();
      throw new LiveCalcError('BACKEND_UNAVAILABLE', 'The store has gone.');
    });
    const response = await fetch(`${server.url}/object`);
    expect(response.status).toBe(200);
    await expect(response.bytes()).rejects.toThrow('terminated');
  });

  it('is a problem where the store fails before the first byte', async () => {
    await using server = await serve(async function* () {
      await Promise.resolve();
      yield* [];
      throw new LiveCalcError('BACKEND_UNAVAILABLE', 'The store has gone.');
    });
    const response = await fetch(`${server.url}/object`);
    expect([response.status, response.headers.get('etag')]).toEqual([503, null]);
  });
});
