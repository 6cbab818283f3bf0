/** What breaks if the database goes away before, in the middle of, or after a statement? */
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { thrownBy } from '../../../service/testing/thrown.ts';
import type { JobStore } from '../job-store.ts';
import { openPostgresStore } from '../postgres-store.ts';
import { insert, ledJob } from '../testing/bench.ts';
import { noPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server.ts';
import { aChunk, aJob, morning, noQuota, outcomeOf } from '../testing/samples.ts';
import { PostgresDatabase } from './postgres-database.ts';

if (noPostgres !== null) process.stderr.write(`Skipped, outages of PostgreSQL: ${noPostgres}\n`);

describe.skipIf(noPostgres !== null)('a PostgreSQL that goes away', () => {
  let server: PostgresServer;
  let store: JobStore;

  beforeAll(async () => {
    server = await startPostgres();
    store = await openPostgresStore({ url: server.url, caFile: null });
  });
  afterAll(async () => {
    await store[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('is unavailable while it is stopped, and used again when it is back', async () => {
    const { job, fence } = await ledJob(store);
    await server.stop();

    const asked = [
      () => store.ping(),
      () => store.insert(aJob(), noQuota),
      () => store.addTasks(fence, [aChunk(job.id, 0)]),
      () => store.lease('gateway-a', 10, 1000),
    ];
    for (const ask of asked) {
      expect(await thrownBy(ask)).toMatchObject({ code: 'BACKEND_UNAVAILABLE', retryable: true });
    }

    await server.start();
    expect(await store.job('acme', job.id)).toEqual(job);
    expect(await store.addTasks(fence, [aChunk(job.id, 0)])).toBe(true);
  });

  test('is read through a restart without an error', async () => {
    const job = await insert(store);
    // Connections that the pool keeps, and that the restart ends.
    await Promise.all(Array.from({ length: 5 }, () => store.job('acme', job.id)));

    await server.restart();

    expect(await Promise.all(Array.from({ length: 5 }, () => store.job('acme', job.id)))).toEqual(
      new Array(5).fill(job),
    );
  });

  test('that is killed in the middle of many writes has whole ones or none', async () => {
    const { job, fence } = await ledJob(store);
    const chunks = Array.from({ length: 60 }, (_, i) => aChunk(job.id, i * 4));
    await store.addTasks(fence, chunks);
    const bytes = new Uint8Array(1000).fill(5);
    const write = async (): Promise<unknown[]> =>
      await Promise.all(
        chunks.map((chunk) =>
          store
            .storeOutcome(outcomeOf(job.id, chunk, bytes), bytes)
            .catch((error: unknown) => error),
        ),
      );

    const first = write();
    await server.kill();
    await first;
    await server.start();
    const second = await write();

    expect(second.every((found) => found === 'stored' || found === 'known')).toBe(true);
    const tasks = await store.tasks(job.id);
    expect(tasks.every(({ state }) => state === 'done')).toBe(true);
    expect((await store.outcomeBytes(job.id, chunks[7]!.taskId))?.length).toBe(1000);
  });

  test('that takes connections and says nothing is unavailable, too', async () => {
    const sockets: Socket[] = [];
    const mute = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const url = `postgres://livecalc@127.0.0.1:${(mute.address() as AddressInfo).port}/postgres`;
    await using database = new PostgresDatabase({ url, caFile: null });

    const error = await thrownBy(() => database.repeatable('SELECT 1'));

    expect(error.code).toBe('BACKEND_UNAVAILABLE');
    for (const socket of sockets) socket.destroy();
    mute.close();
  });

  test.each([
    [
      'a database that is not there',
      (url: string) => ({ url: `${url}_`, caFile: null }),
      'postgres_',
    ],
    [
      'a file of certificates that is not there',
      (url: string) => ({ url, caFile: '/nowhere/ca.pem' }),
      '/nowhere/ca.pem',
    ],
  ])('names %s', async (_, options, named) => {
    await using database = new PostgresDatabase(options(server.url));
    const error = await thrownBy(() => database.query('SELECT 1'));
    expect(error.code).toBe('BACKEND_UNAVAILABLE');
    expect(error.message).toContain(named);
  });

  test('ends a transaction whose gateway is paused, so that others go on', async () => {
    await using paused = new PostgresDatabase({ url: server.url, caFile: null });
    const locked = Promise.withResolvers<void>();
    const resumed = Promise.withResolvers<void>();
    const transaction = paused.transaction(async (session) => {
      await session.query(`INSERT INTO tenants (tenant) VALUES ('umbrella')`);
      locked.resolve();
      await resumed.promise;
      await session.query('SELECT 1');
    });
    await locked.promise;
    const ended = thrownBy(() => transaction);

    // The tenant's row is locked by the one that is paused: the first try may end first.
    const umbrella = aJob({ tenant: 'umbrella', createdAt: morning });
    const inserted = await store
      .insert(umbrella, noQuota)
      .catch(() => store.insert(umbrella, noQuota));

    expect(inserted.isNew).toBe(true);
    resumed.resolve();
    expect((await ended).code).toBe('BACKEND_UNAVAILABLE');
  });
});
