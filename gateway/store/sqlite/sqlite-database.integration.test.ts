import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { thrownBy } from '../../../service/testing/thrown.ts';
import { openSqliteStore } from '../sqlite-store.ts';
import { insert } from '../testing/bench.ts';
import { aJob, morning, noQuota } from '../testing/samples.ts';
import { SqliteDatabase } from './sqlite-database.ts';

let folder: string;
let nowMs = morning;
const now = (): number => nowMs;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'livecalc-sqlite-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('a job store in a SQLite file', () => {
  test('is there after it was closed', async () => {
    const file = join(folder, 'jobs.db');
    const first = await openSqliteStore({ file, now });
    const job = await insert(first);
    await first[Symbol.asyncDispose]();

    await using second = await openSqliteStore({ file, now });

    expect(await second.job('acme', job.id)).toEqual(job);
  });

  test('answers UNKNOWN for a state that only a later version knows, and nobody leads the job', async () => {
    const file = join(folder, 'jobs.db');
    await using store = await openSqliteStore({ file, now });
    const job = await insert(store);
    const later = new DatabaseSync(file);
    later.exec("UPDATE jobs SET state = 'SUSPENDED'");
    later.close();

    expect(await store.job('acme', job.id)).toMatchObject({ state: 'UNKNOWN' });
    expect(await store.lease('gateway', 10, 1000)).toEqual([]);
    expect((await store.transitions(job.id)).at(-1)).toMatchObject({ to: 'UNKNOWN' });
  });

  test('waits for another process that writes, without holding up the event loop', async () => {
    const file = join(folder, 'jobs.db');
    await using store = await openSqliteStore({ file, now });
    const program = `
      const database = new (require('node:sqlite').DatabaseSync)(process.argv[1]);
      database.exec('BEGIN IMMEDIATE');
      process.stdin.once('data', () => { database.exec('COMMIT'); process.exit(); });
      console.log('locked');`;
    const other = spawn(process.execPath, ['-e', program, file], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');

    let isInserted = false;
    const inserting = store.insert(aJob(), noQuota).then(() => (isInserted = true));
    // Timers fire meanwhile.
    for (let turn = 0; turn < 5; turn++)
      await new Promise((resolve) => void setTimeout(resolve, 2));
    expect(isInserted).toBe(false);

    other.stdin.end('on');
    await inserting;
    expect((await store.size()).jobs).toBe(1);
  });

  test('undoes a transaction that fails, and works on', async () => {
    const file = join(folder, 'jobs.db');
    await using store = await openSqliteStore({ file, now });
    await using database = new SqliteDatabase({ file, now });

    const failing = database.transaction(async (session) => {
      await session.query(`INSERT INTO tenants (tenant) VALUES ('acme')`);
      throw new Error('in the middle');
    });

    await expect(failing).rejects.toThrow('in the middle');
    expect(await database.query('SELECT * FROM tenants')).toEqual([]);
    expect((await store.insert(aJob(), noQuota)).isNew).toBe(true);
  });

  test('keeps fences right when its clock jumps forward and back', async () => {
    await using store = await openSqliteStore({ file: join(folder, 'jobs.db'), now });
    await insert(store);
    const [first] = await store.lease('gateway-a', 1, 15_000);

    nowMs += 3_600_000;
    const [second] = await store.lease('gateway-b', 1, 15_000);
    nowMs -= 7_200_000;

    // What seems to be held for hours is free: nobody waits until the clock has caught up.
    const [third] = await store.lease('gateway-a', 1, 15_000);
    expect(await store.renew([first!, second!, third!], 15_000)).toEqual([third]);
    expect(await store.lease('gateway-b', 1, 15_000)).toEqual([]);
    nowMs = morning;
  });

  test.each([
    ['is not there', 'nowhere/jobs.db', 'BACKEND_UNAVAILABLE'],
    ['is no database', 'rubbish.db', 'INTERNAL'],
  ])('says so where its file %s', async (_, name, code) => {
    await writeFile(join(folder, 'rubbish.db'), 'no database at all'.repeat(1000));

    const error = await thrownBy(() => openSqliteStore({ file: join(folder, name), now }));

    expect(error).toMatchObject({ code, details: { file: join(folder, name) } });
  });
});
