/** Slows down whoever guesses passwords. */
import { LiveCalcError } from '../../contracts/errors.ts';

const maxFailures = 10;
const windowMs = 60_000;
/** Names of users that nobody has would otherwise fill the memory. */
const maxUsers = 10_000;

interface Failures {
  readonly sinceMs: number;
  count: number;
}

/**
 * Counts failed logins by user, over all addresses: ten a minute, then none is tried. An attempt counts
 * from its beginning, so that many at once are no way around it.
 */
export class LoginGuard {
  readonly #now: () => number;
  readonly #failures = new Map<string, Failures>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Throws RATE_LIMITED, after telling the seconds to wait, where the user has failed too often. */
  begin(user: string, tellWait: (seconds: number) => void): void {
    const failures = this.#recent(user);
    if (failures === null || failures.count < maxFailures) return this.#count(user, failures);
    const seconds = Math.ceil((failures.sinceMs + windowMs - this.#now()) / 1000);
    tellWait(seconds);
    const message = 'This user has failed to log in too often. Wait before the next attempt.';
    throw new LiveCalcError('RATE_LIMITED', message);
  }

  /** It was the user. */
  succeeded(user: string): void {
    const failures = this.#recent(user);
    if (failures !== null) failures.count--;
  }

  #count(user: string, failures: Failures | null): void {
    if (failures !== null) failures.count++;
    else {
      if (this.#failures.size >= maxUsers) this.#failures.clear();
      this.#failures.set(user, { sinceMs: this.#now(), count: 1 });
    }
  }

  #recent(user: string): Failures | null {
    const failures = this.#failures.get(user);
    if (failures === undefined || this.#now() - failures.sinceMs < windowMs)
      return failures ?? null;
    this.#failures.delete(user);
    return null;
  }
}
