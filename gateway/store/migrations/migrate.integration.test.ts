import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { thrownBy } from '../../../service/testing/thrown.ts';
import { PostgresDatabase } from '../postgres/postgres-database.ts';
import type { Database } from '../sql/database.ts';
import { sqlJobStore } from '../sql/sql-job-store.ts';
import { SqliteDatabase } from '../sqlite/sqlite-database.ts';
import { noPostgres, startPostgres, type PostgresServer } from '../testing/postgres-server.ts';
import { morning } from '../testing/samples.ts';
import { base } from './001-base.ts';
import { migrate, migrations } from './migrate.ts';
import type { Migration } from './migration.ts';

let folder: string;
let server: PostgresServer;
let databases = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livecalc-migrations-'));
  if (noPostgres === null) server = await startPostgres();
  else process.stderr.write(`Skipped, migrations of PostgreSQL: ${noPostgres}\n`);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await server?.[Symbol.asyncDispose]();
});

/** Opens connections to one empty database. */
type Connect = () => Database;

const emptyDatabases: Readonly<Record<string, () => Promise<Connect>>> = {
  async SQLite() {
    const file = join(folder, `${databases++}.db`);
    return () => new SqliteDatabase({ file, now: () => morning });
  },
  async PostgreSQL() {
    const url = await server.createDatabase(`migrations_${databases++}`);
    return () => new PostgresDatabase({ url, caFile: null });
  },
};

/** A job as a gateway of the first schema left it. */
const firstJob = `INSERT INTO jobs (id, tenant, subject, model, content_hash, brings_code, pool,
    created_at, max_attempts, recompute, queued_bytes, state, moved_at, moved_by, moved_reason,
    finished_at, planned, result)
  VALUES ('job-1', 'acme', 'ada', '{}', 'content', 0, 'shared', 1, 3, 0, 10, 'COMPLETED', 1,
    'user ada', 'It was submitted.', 2, '{"runHash":"the run","executionOrder":[],"memoryBytes":0}',
    '{"resultHash":"the result"}')`;

function step(number: number, kind: Migration['kind'], statement: string): Migration {
  return { number, name: `step ${number}`, kind, statements: () => [statement] };
}

for (const [name, emptyDatabase] of Object.entries(emptyDatabases)) {
  describe.skipIf(name === 'PostgreSQL' && noPostgres !== null)(`migrations of ${name}`, () => {
    test('go from the first version to the newest with jobs in place', async () => {
      await using database = (await emptyDatabase())();
      await migrate(database, [base]);
      await database.query(firstJob);

      await migrate(database);

      const store = sqlJobStore(database);
      expect(await store.answered('acme', { runHash: 'the run' })).toMatchObject({ id: 'job-1' });
      const applied = await database.query('SELECT number, name FROM migrations ORDER BY number');
      expect(applied.map((row) => row['number'])).toEqual(migrations.map(({ number }) => number));
    });

    test('are applied once, however many gateways start at the same time', async () => {
      const connect = await emptyDatabase();
      const all = [connect(), connect(), connect(), connect()];

      await Promise.all(all.map((database) => migrate(database)));

      const [row] = await all[0]!.query('SELECT COUNT(*) AS applied FROM migrations');
      expect(row).toEqual({ applied: migrations.length });
      await Promise.all(all.map((database) => database[Symbol.asyncDispose]()));
    });

    test('leave nothing of a step that fails', async () => {
      await using database = (await emptyDatabase())();
      await migrate(database);
      const further = [
        step(4, 'expand', 'CREATE TABLE further (a BIGINT)'),
        step(5, 'expand', 'INSERT INTO nowhere VALUES (1)'),
      ];

      await expect(migrate(database, [...migrations, ...further])).rejects.toThrow(/nowhere/);

      await expect(database.query('SELECT * FROM further')).rejects.toThrow(/further/);
      await migrate(database);
    });

    test('that only expanded are no harm to an older gateway, others stop it', async () => {
      await using database = (await emptyDatabase())();
      const expanded = step(4, 'expand', 'ALTER TABLE jobs ADD COLUMN note TEXT');
      await migrate(database, [...migrations, expanded]);

      await migrate(database);
      await database.query(firstJob);

      const contracted = step(5, 'contract', 'ALTER TABLE jobs DROP COLUMN progress');
      await migrate(database, [...migrations, expanded, contracted]);
      const error = await thrownBy(() => migrate(database));
      expect(error.code).toBe('BACKEND_UNAVAILABLE');
      expect(error.message).toContain('migration 5 (step 5), which this version does not know');
    });

    test('that were changed after they were applied are found', async () => {
      await using database = (await emptyDatabase())();
      await migrate(database, [base, step(2, 'expand', 'SELECT 1')]);

      const error = await thrownBy(() => migrate(database));

      expect(error.message).toContain('another migration 2 (step 2) than this version');
    });
  });
}
