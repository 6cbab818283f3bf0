/** One thing that is wrong with an input, as plain data: there may be a million of them. */
import { LiveCalcError } from '../contracts/errors.ts';
import type { ErrorCode, ErrorDetails } from '../contracts/errors.ts';

export interface Problem {
  readonly code: ErrorCode;
  /** One readable paragraph. */
  readonly message: string;
  /** The file as the user named it. */
  readonly file: string;
  /** Counted from 1, the header not counted; null: the file or the column as a whole. */
  readonly row: number | null;
  readonly column: string | null;
  /** What was found, as it would be printed. */
  readonly found: string | null;
  readonly expected: string | null;
  /** The error behind it, where it tells more. */
  readonly cause?: unknown;
}

/** Takes a problem and either throws it or keeps it; then reading goes on with a placeholder. */
export type ReportProblem = (problem: Problem) => void;

/** Throws the problem as a LiveCalcError. */
export function throwProblem(problem: Problem): never {
  throw problemError(problem);
}

/** The problem as an error. `furtherProblems` more were found beside it. */
export function problemError(problem: Problem, furtherProblems = 0): LiveCalcError {
  const { code, message, file, row, column, found, expected, cause } = problem;
  const details: ErrorDetails = {
    file,
    ...(row === null ? {} : { row }),
    ...(column === null ? {} : { column }),
    ...(found === null ? {} : { found }),
    ...(expected === null ? {} : { expected }),
    ...(furtherProblems === 0 ? {} : { furtherProblems }),
  };
  const more =
    furtherProblems === 0
      ? ''
      : ` There ${furtherProblems === 1 ? 'is 1 further problem' : `are ${formatCount(furtherProblems)} further problems`}: \`livecalc check\` lists them all.`;
  return new LiveCalcError(code, message + more, details, cause);
}

/** What an error says, as a problem of `file`. */
export function errorProblem(error: LiveCalcError, file: string): Problem {
  const { row, column, found, expected } = error.details;
  return {
    code: error.code,
    message: error.message,
    file: error.details.file ?? file,
    row: row ?? null,
    column: column ?? null,
    found: found ?? null,
    expected: expected ?? null,
  };
}

/** A value in a row that breaks a rule. `advice` is a sentence that says what to do. */
export function valueProblem(
  place: { readonly file: string; readonly row: number; readonly column: string },
  found: string,
  expected: string,
  { code = 'VALUE_INVALID', advice = '' }: { code?: ErrorCode; advice?: string } = {},
): Problem {
  const { file, row, column } = place;
  const message = `${file}, row ${row}, column ${column}: found ${found}, expected ${expected}.`;
  return {
    code,
    message: advice === '' ? message : `${message} ${advice}`,
    file,
    row,
    column,
    found,
    expected,
  };
}

/** A column, or the file where `column` is null, that cannot be used as a whole. */
export function wholeProblem(
  code: ErrorCode,
  place: { readonly file: string; readonly column: string | null },
  message: string,
  found: string | null = null,
  expected: string | null = null,
): Problem {
  return { code, message, ...place, row: null, found, expected };
}

/** A count for a sentence: 10,000. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
