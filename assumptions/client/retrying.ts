/** An action that is tried again where that may help: 429, 5xx, no connection, half an answer. */
import { backoffMs } from '../../contracts/backoff.ts';
import type { LiveCalcError } from '../../contracts/errors.ts';
import type { Connection } from './connection.ts';

/** What an attempt throws where another may succeed. */
export class Retryable extends Error {
  readonly error: LiveCalcError;
  /** How long the manager asks to wait; null where it does not say. */
  readonly afterMs: number | null;

  constructor(error: LiveCalcError, afterMs: number | null = null) {
    super(error.message);
    this.error = error;
    this.afterMs = afterMs;
  }
}

/** Nobody waits longer at a command line. */
const longestPauseMs = 30_000;

/** Throws what the last attempt threw, at once where the manager asks to wait for very long. */
export async function retrying<T>(
  { attempts, pause, random, signal }: Connection,
  action: () => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await action();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Retryable)) throw error;
      const waitMs = Math.max(error.afterMs ?? 0, backoffMs(attempt, random));
      if (attempt + 1 >= attempts || waitMs > longestPauseMs) throw error.error;
      await pause(waitMs, signal);
    }
  }
}

/** Of a Retry-After, which is seconds or a date; null for what is neither. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs);
}
