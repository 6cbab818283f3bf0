/** The one place where an error becomes words on stderr (or JSON on stdout) and an exit code. */
import { errorCodes, LiveCalcError } from '../../contracts/errors.ts';
import type { PartialResult } from '../../contracts/run-result.ts';

/** How a command ended, and what it says. */
export interface Outcome {
  /** 0 done, 1 a defect or a server of ours, 2 something that the user can mend. */
  readonly exitCode: 0 | 1 | 2;
  readonly stdout: string;
  readonly stderr: string;
}

const defectNotice = 'This is a defect in LiveCalc, not in your input. Please report it with this:';

/** What the command line says of an error; with `json`, one JSON object on stdout. */
export function describeError(thrown: unknown, json: boolean): Outcome {
  const error = isAboutCurrentFolder(thrown) ? currentFolderError(thrown) : thrown;
  const stdout = json ? `${JSON.stringify({ error: errorObject(error) })}\n` : '';
  if (error instanceof LiveCalcError && (error.blame === 'user' || error.retryable)) {
    const stderr = json ? '' : `livecalc: ${error.message} [${error.code}]\n`;
    return { exitCode: error.blame === 'user' ? 2 : 1, stdout, stderr };
  }
  return { exitCode: 1, stdout, stderr: `livecalc: ${defectNotice}\n${stackOf(error)}\n` };
}

/** Anything that resolves a path may find that the current folder was removed. */
function isAboutCurrentFolder(error: unknown): boolean {
  return error instanceof Error && error.message.includes('uv_cwd');
}

function currentFolderError(cause: unknown): LiveCalcError {
  const message = 'The current folder is not there any more. Change to one that exists.';
  return new LiveCalcError('FILE_NOT_FOUND', message, {}, cause);
}

/** The exit code of a command whose result is partial: that of the first failure that the run could not do without. */
export function partialExitCode(partial: PartialResult | null): Outcome['exitCode'] {
  const failure = partial?.failures.find(({ isOptional }) => !isOptional);
  if (failure === undefined) return 0;
  return errorCodes[failure.code].blame === 'user' ? 2 : 1;
}

/** What is said where stdout refuses what is printed: a full disk, a device. */
export function describeOutputError(error: NodeJS.ErrnoException): Outcome {
  const message =
    `What was to be printed could not be written to stdout (${error.code ?? error.message}). ` +
    'Check where it is redirected to, and the space left there.';
  return describeError(new LiveCalcError('OUTPUT_UNWRITABLE', message, {}, error), false);
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
