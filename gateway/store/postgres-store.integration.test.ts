import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe } from 'vitest';
import { PostgresDatabase } from './postgres/postgres-database.ts';
import { openPostgresStore } from './postgres-store.ts';
import type { Bench } from './testing/bench.ts';
import { jobStoreContract } from './testing/job-store-contract.ts';
import { noPostgres, startPostgres, type PostgresServer } from './testing/postgres-server.ts';

if (noPostgres !== null) process.stderr.write(`Skipped, the store on PostgreSQL: ${noPostgres}\n`);

let server: PostgresServer;
let databases = 0;

async function makeBench(): Promise<Bench> {
  const url = await server.createDatabase(`bench_${databases++}`);
  const stack = new AsyncDisposableStack();
  return {
    open: async () => stack.use(await openPostgresStore({ url, caFile: null })),
    async sql(statement) {
      await using database = new PostgresDatabase({ url, caFile: null });
      await database.query(statement);
    },
    // The lease ends by the server's clock, which is not ours to set.
    pass: async (ttlMs) => await delay(ttlMs + 5),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe.skipIf(noPostgres !== null)('the store on PostgreSQL', () => {
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  jobStoreContract(makeBench);
});
