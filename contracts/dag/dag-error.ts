/** What is wrong with a DAG file beyond its schema, told at the place where it stands. */
import { keyPath } from '../describe-issues.ts';
import { LiveCalcError, type ErrorCode } from '../errors.ts';

export type Place = readonly (string | number)[];

/** `found` and `expected` are parts of the sentence; `advice` is one of its own. */
export interface Wrong {
  readonly found: string;
  readonly expected: string;
  readonly advice?: string;
  readonly code?: ErrorCode;
}

export function dagError(
  file: string,
  place: Place,
  { found, expected, advice, code = 'PIPELINE_INVALID' }: Wrong,
): LiveCalcError {
  const key = keyPath(place);
  const message = `${file}: ${key} is ${found}; expected ${expected}.${advice === undefined ? '' : ` ${advice}`}`;
  return new LiveCalcError(code, message, { file, column: key, found, expected });
}
