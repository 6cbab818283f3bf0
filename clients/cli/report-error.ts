/** The one place where an error becomes words on stderr (or JSON on stdout) and an exit code. */
import { LiveCalcError } from '../../contracts/errors.ts';

const issuesHint = 'This is a defect in LiveCalc, not in your input. Please report it with this:';

/** Prints the error and returns the exit code: 2 where the user can mend it, 1 where we must. */
export function reportError(error: unknown, json: boolean): 1 | 2 {
  const isOurs = error instanceof LiveCalcError;
  if (json) process.stdout.write(`${JSON.stringify({ error: errorObject(error) })}\n`);
  if (isOurs && error.blame === 'user') {
    if (!json) process.stderr.write(`livecalc: ${error.message} [${error.code}]\n`);
    return 2;
  }
  process.stderr.write(`livecalc: ${issuesHint}\n${stackOf(error)}\n`);
  return 1;
}

function errorObject(error: unknown): object {
  if (error instanceof LiveCalcError) return error.toJSON();
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
