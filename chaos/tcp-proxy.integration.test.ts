import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';

/** A server that answers what it is told, behind a proxy, and a client of it. */
async function conversation(): Promise<{ proxy: TcpProxy; client: Socket }> {
  const server = createServer((socket) => void socket.on('error', () => {}).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await TcpProxy.open((server.address() as AddressInfo).port);
  const client = await connected(proxy);
  onTestFinished(async () => {
    client.destroy();
    await proxy[Symbol.asyncDispose]();
    server.close();
  });
  return { proxy, client };
}

async function connected(proxy: TcpProxy): Promise<Socket> {
  const client = connect(proxy.port, '127.0.0.1').on('error', () => {});
  await once(client, 'connect');
  return client;
}

/** Unlike `once`, which an error ends. */
async function closeOf(client: Socket): Promise<void> {
  await new Promise((resolve) => void client.once('close', resolve));
}

async function answerOf(client: Socket, bytes: number): Promise<number> {
  let received = 0;
  client.write(Buffer.alloc(bytes, 7));
  while (received < bytes) received += ((await once(client, 'data')) as [Buffer])[0].byteLength;
  return received;
}

describe('a proxy that fails', () => {
  test('carries bytes both ways', async () => {
    const { client, proxy } = await conversation();
    expect(await answerOf(client, 300_000)).toBe(300_000);
    expect(proxy.connections).toBe(1);
  });

  test('cuts connections, and takes new ones', async () => {
    const { client, proxy } = await conversation();
    const closed = closeOf(client);
    proxy.cut();
    await closed;
    expect(await answerOf(await connected(proxy), 10)).toBe(10);
  });

  test('refuses connections until it is healed', async () => {
    const { client, proxy } = await conversation();
    const closed = closeOf(client);
    proxy.refuse();
    await closed;
    const refused = connect(proxy.port, '127.0.0.1').on('error', () => {});
    await closeOf(refused);
    proxy.heal();
    expect(await answerOf(await connected(proxy), 10)).toBe(10);
  });

  test.each(['to server', 'to client'] as const)(
    'holds bytes %s back until it is healed',
    async (direction) => {
      const { client, proxy } = await conversation();
      let received = 0;
      client.on('data', (bytes: Buffer) => (received += bytes.byteLength));
      proxy.stall(direction);
      client.write('held');
      for (let beat = 0; beat < 5; beat++)
        await new Promise((resolve) => void setTimeout(resolve, 20));
      expect(received).toBe(0);
      proxy.heal();
      await expect.poll(() => received).toBe(4);
    },
  );

  test('slows bytes down, and loses none', async () => {
    const { client, proxy } = await conversation();
    proxy.slow('to client', 100_000);
    expect(await answerOf(client, 20_000)).toBe(20_000);
  });
});
