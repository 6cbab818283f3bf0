/** Brings a database to the newest schema, however many gateways start at the same time. */
import { hash } from 'node:crypto';
import { LiveCalcError } from '../../../contracts/errors.ts';

import type { Database, Row, Session } from '../sql/database.ts';
import type { Dialect } from '../sql/dialect.ts';
import { base } from './001-base.ts';
import { runHash } from './002-run-hash.ts';
import { executionRecord } from './003-execution-record.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [base, runHash, executionRecord];

/**
 * Applies what is missing, in one transaction under a lock. A step that this code does not know is
 * accepted where the one who applied it noted that it only expands. Throws BACKEND_UNAVAILABLE where
 * it does more, or where an applied step was another than the one of that number here.
 */
export async function migrate(
  database: Database,
  known: readonly Migration[] = migrations,
): Promise<void> {
  await database.transaction(async (session) => {
    await session.query(database.dialect.migrationLock);
    await session.query(
      `CREATE TABLE IF NOT EXISTS migrations (
        number BIGINT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, hash TEXT NOT NULL)`,
    );
    const applied = await session.query('SELECT number, name, kind, hash FROM migrations');
    if (applied.length === 0) await runAll(session, database.dialect.prelude);
    for (const row of applied) check(row, known, database.dialect);
    for (const migration of known) {
      if (!applied.some(({ number }) => number === migration.number)) {
        await apply(session, migration, database.dialect);
      }
    }
  });
}

async function apply(session: Session, migration: Migration, dialect: Dialect): Promise<void> {
  const { number, name, kind } = migration;
  await runAll(session, migration.statements(dialect));
  await session.query('INSERT INTO migrations (number, name, kind, hash) VALUES ($1, $2, $3, $4)', [
    number,
    name,
    kind,
    hashOf(migration, dialect),
  ]);
}

async function runAll(session: Session, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await session.query(statement);
}

function check(applied: Row, known: readonly Migration[], dialect: Dialect): void {
  const title = `migration ${String(applied['number'])} (${String(applied['name'])})`;
  const migration = known.find(({ number }) => number === applied['number']);
  if (migration === undefined) {
    if (applied['kind'] === 'expand') return;
    throw unusable(
      `The database has ${title}, which this version does not know and which takes away what it needs. ` +
        'Start the gateway in the version that applied it, or a newer one.',
    );
  }
  if (hashOf(migration, dialect) === applied['hash']) return;
  throw unusable(
    `The database has another ${title} than this version. A released migration is never changed: ` +
      'the database was made by a build between releases. Use a new database, or that build.',
  );
}

function hashOf(migration: Migration, dialect: Dialect): string {
  return hash('sha256', migration.statements(dialect).join(';\n'));
}

function unusable(message: string): LiveCalcError {
  return new LiveCalcError('BACKEND_UNAVAILABLE', message);
}
