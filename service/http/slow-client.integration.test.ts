import { expect, it } from 'vitest';
import { rawRequest } from '../testing/raw-request.ts';
import { startTestServer } from '../testing/test-server.ts';

it('gives up a request that never comes to its end, and serves others meanwhile', async () => {
  await using server = await startTestServer({ REQUEST_TIMEOUT_SECONDS: '1' }, () => [
    { path: '/livez', methods: { get: [(_request, response) => response.json({})] } },
  ]);
  const slow = rawRequest(server.port, ['GET /livez HTTP/1.1', 'Host: localhost', 'X-Part: o']);
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  expect(await slow).toMatch(/^HTTP\/1\.1 408 [^]*came too slowly/);
});

it('without credentials serves only those who call it by a name of this machine', async () => {
  await using server = await startTestServer({}, () => [
    { path: '/livez', methods: { get: [(_request, response) => response.json({})] } },
  ]);
  const statusFor = async (host: string, ...more: string[]): Promise<string | undefined> => {
    const lines = ['GET /livez HTTP/1.1', `Host: ${host}`, ...more, 'Connection: close', '', ''];
    return (await rawRequest(server.port, lines)).split(' ')[1];
  };
  expect(await statusFor(`localhost:${server.port}`)).toBe('200');
  expect(await statusFor('[::1]')).toBe('200');
  // A page of evil.test whose name has been made to point to 127.0.0.1 is of the same origin.
  expect(await statusFor('evil.test', 'Origin: http://evil.test')).toBe('403');
  expect(await statusFor('evil.test')).toBe('403');
});
