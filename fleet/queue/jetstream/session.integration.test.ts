import { connect } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { natsServerCommand, startNatsServer, withoutNats } from '../testing/nats-server.ts';
import { Session } from './session.ts';
import { allTasks, tasksStream } from './subjects.ts';

const place = {
  stream: tasksStream,
  consumer: 'lane',
  filter: allTasks,
  ackWaitMs: 60_000,
} as const;

describe.skipIf(natsServerCommand === null)(`a stream and its consumers${withoutNats}`, () => {
  it('are made by many in the same instant', async () => {
    await using server = await startNatsServer();
    const connections = await Promise.all(
      Array.from({ length: 12 }, () => connect({ servers: server.url })),
    );
    onTestFinished(() => Promise.all(connections.map((one) => one.close())).then(() => {}));
    const { streams } = await jetstreamManager(connections[0]!);
    // The server's window is small: one round of some hundred meets it.
    for (let round = 0; round < 400; round++) {
      const sessions = connections.map((connection) => new Session(connection));
      await Promise.all(sessions.map((session) => session.consumer(place)));
      expect((await streams.info(tasksStream)).state.consumer_count).toBe(1);
      await streams.delete(tasksStream);
    }
  });
});
