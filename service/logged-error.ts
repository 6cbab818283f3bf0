/** An error as the log shows it: enough to find the cause, nothing of what a user sent. */
import { LiveCalcError } from '../contracts/errors.ts';

const maxCauses = 4;

export interface LoggedError {
  readonly name: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly file?: string;
  /** Where it was thrown. */
  readonly frames: readonly string[];
  readonly cause?: LoggedError;
}

/**
 * Messages of a LiveCalcError may name policies, those of a SyntaxError quote the text: neither is
 * logged; code, file and frames are. Whatever was thrown, this does not throw.
 */
export function loggedError(error: unknown, causes = 0): LoggedError {
  if (!(error instanceof Error)) return { name: typeof error, frames: [] };
  const { name, message, stack = '', cause } = error;
  const tells = !(error instanceof LiveCalcError) && !(error instanceof SyntaxError);
  return {
    name,
    ...('code' in error && { code: error.code }),
    ...(tells && { message }),
    ...(error instanceof LiveCalcError && error.details.file !== undefined
      ? { file: error.details.file }
      : {}),
    frames: stack.split('\n').filter((line) => /^ {4}at /.test(line)),
    ...(cause !== undefined && causes < maxCauses && { cause: loggedError(cause, causes + 1) }),
  };
}
