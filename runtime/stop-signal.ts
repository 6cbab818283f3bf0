/** One signal for the two ways in which a run is stopped from outside. */
import { LiveCalcError } from '../contracts/errors.ts';
import { wallClock, type RunClock } from './run-clock.ts';

/** Aborts on the caller's signal and at the deadline, with the error that says which. */
export function stopSignal(
  deadlineMs: number,
  signal: AbortSignal | undefined,
  clock: RunClock = wallClock,
): { signal: AbortSignal; clear: () => void } {
  const controller = new AbortController();
  const cancel = (): void => {
    const reason: unknown = signal?.reason;
    const isTold = reason instanceof LiveCalcError && reason.code === 'CANCELLED';
    controller.abort(isTold ? reason : new LiveCalcError('CANCELLED', 'The run was stopped.'));
  };
  const clear = clock.timer(deadlineMs, () => controller.abort(deadlineExceeded(deadlineMs)));
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clear();
      signal?.removeEventListener('abort', cancel);
    },
  };
}

/** Why a run ended that took longer than it may. */
export function deadlineExceeded(deadlineMs: number): LiveCalcError {
  const message =
    `The run was stopped at its deadline of ${deadlineMs} ms, with whatever was still running. ` +
    `Raise execution.deadlineMs if it needs longer.`;
  return new LiveCalcError('DEADLINE_EXCEEDED', message, { found: `${deadlineMs} ms` });
}

/** What the promise gives. Throws the signal's reason as soon as it is aborted. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const stop = (): void => aborted.reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
