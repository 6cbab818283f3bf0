/**
 * Requests for objects, tried again where the gateway, or the way to it, is at fault.
 *
 * Errors of HTTP become ours here.
 */
import { backoffMs } from '../../contracts/backoff.ts';
import { LiveCalcError, type ErrorCode } from '../../contracts/errors.ts';
import { problemError, problemSchema } from '../../contracts/wire/problem-details.ts';

export interface RetryOptions {
  readonly random: () => number;
  /** Throws the signal's reason when it is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** About 17 s in all: a gateway that is replaced is there again by then. */
const attempts = 8;
/** Worth another try: what was damaged or broken off on its way may come whole. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BACKEND_UNAVAILABLE',
  'RATE_LIMITED',
  'DRAINING',
  'ASSET_CHANGED',
]);

/** Tries until it works, or it makes no sense. Throws what the last try threw, as our error. */
export async function retried<T>(
  action: () => Promise<T>,
  { random, pause }: RetryOptions,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await action();
    } catch (thrown) {
      signal.throwIfAborted();
      const error = asOurs(thrown);
      if (!passing.has(error.code) || attempt + 1 === attempts) throw error;
      await pause(backoffMs(attempt, random), signal);
    }
  }
}

/** The answer, where it is of the status that was hoped for or a redirection. Throws what it says else. */
export async function answered(asking: Promise<Response>): Promise<Response> {
  const response = await asking;
  if (response.ok || (response.status >= 300 && response.status < 400)) return response;
  const text = await response.text();
  throw problemIn(text) ?? errorOfStatus(response.status);
}

function problemIn(text: string): LiveCalcError | null {
  try {
    const parsed = problemSchema.safeParse(JSON.parse(text));
    // What is a defect there is no defect of this task.
    return parsed.success && parsed.data.code !== 'INTERNAL' ? problemError(parsed.data) : null;
  } catch {
    return null;
  }
}

const codes: Readonly<Record<number, ErrorCode>> = {
  401: 'UNAUTHENTICATED',
  // A signed address that has run out, too: it is asked for again.
  403: 'BACKEND_UNAVAILABLE',
  404: 'NOT_FOUND',
  507: 'STORAGE_FULL',
};

function errorOfStatus(status: number): LiveCalcError {
  const message =
    `The gateway's object store answered ${status} without saying why. See GATEWAY_URL and what ` +
    'stands between: it should be a gateway of LiveCalc.';
  return new LiveCalcError(codes[status] ?? 'BACKEND_UNAVAILABLE', message, {
    found: String(status),
  });
}

function asOurs(error: unknown): LiveCalcError {
  if (error instanceof LiveCalcError) return error;
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const found = cause instanceof Error ? cause.message : String(cause);
  const message =
    `The gateway's object store could not be asked (${found}). The task is given to another worker; ` +
    'see whether the gateway runs and GATEWAY_URL leads to it.';
  return new LiveCalcError('BACKEND_UNAVAILABLE', message, { found }, error);
}
