/**
 * One thing done at a time, again whenever somebody asks. Those who ask while it is done share the next
 * turn. One that fails is tried again, after longer and longer pauses.
 */
import { backoffMs } from '../../contracts/backoff.ts';

export interface TurnsOptions {
  readonly random: () => number;
  /** Told what a turn has thrown; false where it should not be tried again. */
  readonly onError: (error: unknown) => boolean;
}

export class Turns {
  readonly #turn: () => Promise<void>;
  readonly #options: TurnsOptions;
  #isAsked = false;
  #isStopped = false;
  #failures = 0;
  #retry: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;

  constructor(turn: () => Promise<void>, options: TurnsOptions) {
    this.#turn = turn;
    this.#options = options;
  }

  /** Soon a turn begins that sees everything that is so now. */
  request(): void {
    if (this.#isStopped) return;
    this.#isAsked = true;
    // While it fails, the pauses decide.
    if (this.#running === null && this.#retry === null) this.#running = this.#run();
  }

  /** No further turn begins; resolves when the one that is done has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    await this.#running;
  }

  /** Rejects never. */
  async #run(): Promise<void> {
    while (this.#isAsked && !this.#isStopped) {
      this.#isAsked = false;
      try {
        await this.#turn();
        this.#failures = 0;
      } catch (error) {
        if (this.#options.onError(error)) this.#tryAgain();
        break;
      }
    }
    this.#running = null;
  }

  #tryAgain(): void {
    if (this.#isStopped) return;
    const pauseMs = backoffMs(this.#failures++, this.#options.random);
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.request();
    }, pauseMs);
  }
}
