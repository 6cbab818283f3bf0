/**
 * What an error of a task means: that the job is wrong, or that somebody else should try.
 *
 * Whatever another worker would find too fails the job at once. What this worker, its machine or its
 * connections lack does not.
 */
import { LiveCalcError, type ErrorCode } from '../../contracts/errors.ts';
import type { TaskError } from '../../contracts/wire/task.ts';

/** Why a task was ended before it came to its own end. */
export type Ending = 'stopped' | 'preempted' | 'overdue';

export type Verdict =
  | { readonly kind: 'failed'; readonly error: TaskError }
  | {
      readonly kind: 'returned';
      readonly reason: 'preempted' | 'lost';
      readonly error: TaskError;
    };

/**
 * Not retryable where a user asks for them, and no fault of the job where a worker does: an object that
 * is not there (any more), bytes that were damaged on their way, a token that ran out.
 */
const ofTheWay: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'NOT_FOUND',
  'ASSET_CHANGED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
]);

/**
 * What a backend or a disk lacks is no failure of the task, and lasts longer than a few attempts: it is
 * given back as often as tasks may be.
 */
const ofTheHouse: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'DRAINING',
  'BACKEND_UNAVAILABLE',
  'STORAGE_FULL',
  'RATE_LIMITED',
]);

/**
 * Null where nobody wants to know: the job was stopped. `ending` is why the task was aborted, null
 * where it was not.
 */
export function verdictOn(thrown: unknown, ending: Ending | null): Verdict | null {
  if (ending === 'stopped') return null;
  const error = asTaskError(thrown);
  if (ending === 'preempted' || (ending === null && ofTheHouse.has(error.code))) {
    return { kind: 'returned', reason: 'preempted', error };
  }
  const isLost = thrown instanceof LiveCalcError && (thrown.retryable || ofTheWay.has(thrown.code));
  return isLost ? { kind: 'returned', reason: 'lost', error } : { kind: 'failed', error };
}

/** Of each text of an error: what code of a package throws may be of any length, and messages may not. */
const mostCharacters = 4096;

/** The stack of a defect is for this worker's log, not for the wire. */
function asTaskError(thrown: unknown): TaskError {
  if (thrown instanceof LiveCalcError && thrown.code !== 'INTERNAL')
    return shortened(thrown.toJSON());
  const message = 'A worker met a defect of LiveCalc in this task; its log tells where. Report it.';
  return { code: 'INTERNAL', message };
}

function shortened(error: TaskError): TaskError {
  const short = (_key: string, value: unknown): unknown =>
    typeof value === 'string' && value.length > mostCharacters
      ? `${value.slice(0, mostCharacters)}...`
      : value;
  return JSON.parse(JSON.stringify(error, short)) as TaskError;
}
