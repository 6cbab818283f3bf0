/** How requests reach an Assumptions Manager: where it is, how long an answer may take, how often one is asked for. */
import { setTimeout as delay } from 'node:timers/promises';
import { LiveCalcError } from '../../contracts/errors.ts';

export interface Connection {
  /** Without a slash at its end. */
  readonly url: string;
  /** Until the head of an answer has come, or the next piece of a table. */
  readonly timeoutMs: number;
  /** How often a request is made before its error counts. */
  readonly attempts: number;
  readonly signal: AbortSignal;
  readonly random: () => number;
  /** Throws the signal's reason when it is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const usual = {
  timeoutMs: 30_000,
  attempts: 5,
  random: Math.random,
  pause: async (ms: number, signal: AbortSignal): Promise<void> => {
    await delay(ms, undefined, { signal }).catch(() => {});
    signal.throwIfAborted();
  },
};

/** Throws ARGUMENT_INVALID for an address that tokens must not be sent to. */
export function connectionTo(
  url: string,
  signal: AbortSignal,
  change: Partial<Omit<Connection, 'url' | 'signal'>> = {},
): Connection {
  return { ...usual, ...change, url: checkedAddress(url), signal };
}

const local = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** What was found is not told: it may hold a password. */
function checkedAddress(url: string): string {
  const parsed = URL.parse(url);
  const isPrivate =
    parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && local.test(parsed.hostname));
  const isPlain =
    parsed?.username === '' && parsed.password === '' && parsed.search === '' && parsed.hash === '';
  if (parsed !== null && isPrivate && isPlain) {
    return `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`;
  }
  const expected = 'an https address (http only on loopback) without user, password or query';
  const message = `The address of the Assumptions Manager cannot be used. Expected ${expected}.`;
  throw new LiveCalcError('ARGUMENT_INVALID', message, { expected });
}
