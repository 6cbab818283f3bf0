/**
 * Ctrl-C. The first one aborts the signal that every long call watches; whoever was at work stops
 * and cleans up. What has not stopped after a grace period is ended, as is everything at a second
 * Ctrl-C: registered clean-ups run (synchronously), then the process exits.
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import { reportError } from './report-error.ts';

/** Leaves time to clean up inside the 100 ms that Ctrl-C may take. */
const graceMs = 60;

export interface Interruption {
  /** Aborted with a CANCELLED error at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Registers a synchronous clean-up for a forced exit; returns what takes it back. */
  onForcedExit(cleanUp: () => void): () => void;
}

/** Watches SIGINT and SIGTERM. */
export function watchInterrupts(json: boolean): Interruption {
  const controller = new AbortController();
  const cleanUps = new Set<() => void>();

  const exitNow = (): never => {
    for (const cleanUp of cleanUps) cleanUp();
    process.exit(reportError(controller.signal.reason, json));
  };
  const interrupt = (): void => {
    if (controller.signal.aborted) exitNow();
    controller.abort(
      new LiveCalcError('CANCELLED', 'Stopped before the end; no file was left half-written.'),
    );
    setTimeout(exitNow, graceMs).unref();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);

  return {
    signal: controller.signal,
    onForcedExit: (cleanUp) => {
      cleanUps.add(cleanUp);
      return () => cleanUps.delete(cleanUp);
    },
  };
}
