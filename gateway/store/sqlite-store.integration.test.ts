import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { SqliteDatabase } from './sqlite/sqlite-database.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { Bench } from './testing/bench.ts';
import { jobStoreContract } from './testing/job-store-contract.ts';
import { morning } from './testing/samples.ts';

async function makeBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'livecalc-sqlite-'));
  const stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true }));
  const file = join(folder, 'jobs.db');
  let nowMs = morning;
  const now = (): number => nowMs;
  return {
    open: async () => stack.use(await openSqliteStore({ file, now })),
    async sql(statement) {
      await using database = new SqliteDatabase({ file, now });
      await database.query(statement);
    },
    async pass(ttlMs) {
      nowMs += ttlMs + 1;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

describe('the store on SQLite', () => {
  jobStoreContract(makeBench);
});
