/**
 * What the store needs of a database. Two drivers implement it; everything above them is written once.
 *
 * SQL is the subset that SQLite and PostgreSQL share, parameters are `$1`, `$2`, ...; where the two
 * must differ, `Dialect` has the words. Both drivers throw LiveCalcError only.
 */
import type { Dialect } from './dialect.ts';

export type Parameter = string | number | null | Uint8Array;

/** A row as it comes: whole numbers as numbers, bytes as Uint8Array. */
export type Row = Readonly<Record<string, string | number | null | Uint8Array>>;

export interface Session {
  /** Runs one statement and resolves to its rows: those of a SELECT or of RETURNING. */
  query(sql: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>;
}

export interface Database extends Session, AsyncDisposable {
  readonly dialect: Dialect;
  /**
   * One statement that comes to the same when it is run twice: where the connection is lost before
   * the answer, it is run again on another.
   */
  repeatable(sql: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>;
  /**
   * All or nothing. `work` is run again where the database asks for that (a deadlock), so it changes
   * nothing but the database. Rejects with what `work` throws.
   */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>;
}
