/** Outcomes of one process, kept until a listener has taken them in. */
import type { ReportedOutcome } from './queue.ts';

type Listener = (reported: ReportedOutcome) => Promise<void>;

/** What a listener could not take in is offered again a little later. */
const offeredAgainMs = 100;

export class LocalOutcomes implements AsyncDisposable {
  readonly #waiting = new Set<ReportedOutcome>();
  readonly #handled = new Set<ReportedOutcome>();
  /** Whose turn it is stands first. */
  readonly #listeners = new Map<Listener, Set<Promise<void>>>();
  readonly #timers = new Set<NodeJS.Timeout>();

  get size(): number {
    return this.#waiting.size + this.#handled.size;
  }

  add(reported: ReportedOutcome): void {
    this.#waiting.add(reported);
    this.#hand();
  }

  /** What a listener has begun comes to its end when it is disposed of. */
  listen(listener: Listener): AsyncDisposable {
    const running = new Set<Promise<void>>();
    this.#listeners.set(listener, running);
    this.#hand();
    return {
      [Symbol.asyncDispose]: async () => {
        this.#listeners.delete(listener);
        await Promise.all(running);
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = [...this.#listeners.values()].flatMap((one) => [...one]);
    this.#listeners.clear();
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(running);
  }

  #hand(): void {
    for (const reported of this.#waiting) {
      const [next] = this.#listeners;
      if (next === undefined) return;
      const [listener, running] = next;
      this.#listeners.delete(listener);
      this.#listeners.set(listener, running);
      this.#waiting.delete(reported);
      this.#handled.add(reported);
      const done = this.#handle(listener, reported).finally(() => running.delete(done));
      running.add(done);
    }
  }

  /** Rejects never. */
  async #handle(listener: Listener, reported: ReportedOutcome): Promise<void> {
    try {
      await listener(reported);
      this.#handled.delete(reported);
    } catch {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.#handled.delete(reported);
        this.add(reported);
      }, offeredAgainMs);
      this.#timers.add(timer);
    }
  }
}
