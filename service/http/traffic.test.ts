import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Traffic } from './traffic.ts';

it('is what clients ask, not the probes of who watches', async () => {
  const answers: (() => void)[] = [];
  const server = createServer((_request, response) => answers.push(() => response.end()));
  onTestFinished(() => server.closeAllConnections());
  const traffic = new Traffic(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = async (path: string): Promise<() => Promise<void>> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.once('request', () => resolve());
    const answered = fetch(url + path);
    await promise;
    return async () => {
      answers.pop()!();
      await (await answered).text();
    };
  };
  const probe = await ask('/readyz?verbose');
  expect(traffic.quietMs).toBeGreaterThan(0);
  await probe();
  const request = await ask('/jobs/1');
  expect(traffic.quietMs).toBe(0);
  await request();
  await expect.poll(() => traffic.quietMs).toBeGreaterThan(0);
});
