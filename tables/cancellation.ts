import { LiveCalcError } from '../contracts/errors.ts';

/** Throws CANCELLED, or the signal's own reason where that is a LiveCalcError. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  if (signal.reason instanceof LiveCalcError) throw signal.reason;
  throw new LiveCalcError('CANCELLED', 'The run was cancelled.', {}, signal.reason);
}
