/** Errors of pg and of PostgreSQL become ours here, and nowhere else. */
import { LiveCalcError } from '../../../contracts/errors.ts';

/** SQLSTATE 40001 and 40P01: the transaction was undone so that another could go on. */
export function isToBeRunAgain(error: unknown): boolean {
  const state = sqlState(error);
  return state === '40001' || state === '40P01';
}

/** Whether the connection is lost, or never came about; what it was doing may have been done or not. */
export function isLost(error: unknown): boolean {
  const state = sqlState(error);
  // What pg itself finds has no SQLSTATE: a socket that closed, a time that passed.
  if (state === null) return error instanceof Error && !(error instanceof LiveCalcError);
  return state.startsWith('08') || state.startsWith('57P') || state === '25P03';
}

/** States of a server that is there and has no room, or no time, for us now. */
const overloaded = new Set(['53300', '53200', '57014', '55P03']);

export function postgresError(error: unknown): unknown {
  if (error instanceof LiveCalcError || !(error instanceof Error)) return error;
  const state = sqlState(error);
  if (state === '53100') {
    return new LiveCalcError(
      'STORAGE_FULL',
      'The disk of the database is full; free some of it, nothing was lost.',
      {},
      error,
    );
  }
  if (state !== null && (state.startsWith('28') || state === '3D000')) {
    return new LiveCalcError(
      'BACKEND_UNAVAILABLE',
      `The database does not let us in (${error.message}). Expected user, password and database of DATABASE_URL to be right.`,
      {},
      error,
    );
  }
  if (isLost(error) || isToBeRunAgain(error) || overloaded.has(state ?? '')) {
    return new LiveCalcError(
      'BACKEND_UNAVAILABLE',
      `The database does not answer (${error.message}). Try again; if it stays so, see whether ` +
        'PostgreSQL runs and DATABASE_URL is right.',
      {},
      error,
    );
  }
  return new LiveCalcError(
    'INTERNAL',
    `The database refused a statement: ${error.message} (${state}).`,
    {},
    error,
  );
}

/** Five characters that PostgreSQL gives with every error of its own. */
function sqlState(error: unknown): string | null {
  const isOfServer = error instanceof Error && 'severity' in error && 'code' in error;
  return isOfServer ? String(error.code) : null;
}
