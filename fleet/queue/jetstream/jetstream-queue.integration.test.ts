import { describe } from 'vitest';
import { natsQueue } from '../testing/nats-queues.ts';
import { natsServerCommand, startNatsServer, withoutNats } from '../testing/nats-server.ts';
import { describeQueue } from '../testing/queue-contract.ts';

describe.skipIf(natsServerCommand === null)(`nats-server${withoutNats}`, () => {
  describeQueue('JetStream', async ({ ackWaitMs }) => {
    await using stack = new AsyncDisposableStack();
    const server = stack.use(await startNatsServer());
    const gateway = stack.use(await natsQueue(server.url, { ackWaitMs }));
    const worker = stack.use(await natsQueue(server.url, { ackWaitMs }));
    const parts = stack.move();
    return { gateway, worker, [Symbol.asyncDispose]: () => parts.disposeAsync() };
  });
});
