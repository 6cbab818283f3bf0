/** Errors of SQLite become ours here, and nowhere else. */
import { LiveCalcError } from '../../../contracts/errors.ts';

/** Primary result codes of sqlite.org/rescode.html; the extended ones have more above 8 bits. */
const codes = { busy: 5, locked: 6, ioError: 10, full: 13, cantOpen: 14 } as const;

/** Another connection writes; it will be done soon. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === codes.busy || code === codes.locked;
}

export function sqliteError(error: unknown, file: string): unknown {
  if (error instanceof LiveCalcError) return error;
  const code = codeOf(error);
  if (code === null) return error;
  const reason = (error as Error).message;
  if (code === codes.full) {
    return new LiveCalcError(
      'STORAGE_FULL',
      `The disk with the job store ${file} is full; free some of it, nothing was lost.`,
      { file },
      error,
    );
  }
  const isAway = isBusy(error) || code === codes.ioError || code === codes.cantOpen;
  return new LiveCalcError(
    isAway ? 'BACKEND_UNAVAILABLE' : 'INTERNAL',
    isAway
      ? `The job store ${file} cannot be used now (${reason}). Try again; see that its folder is there and may be written.`
      : `The job store ${file} refused a statement: ${reason}.`,
    { file },
    error,
  );
}

function codeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return Number(error.errcode) & 0xff;
}
