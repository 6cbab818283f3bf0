/** Which chunks lost their threads, how often, and what is said of it. */
import { LiveCalcError } from '../../contracts/errors.ts';

const lossesPerChunk = 2;

interface Loss {
  readonly count: number;
  readonly isTrap: boolean;
  readonly reason: string;
}

export class Losses {
  readonly #byChunk = new Map<number, Loss>();

  clear(): void {
    this.#byChunk.clear();
  }

  add(chunk: number, isTrap: boolean, reason: string): void {
    const count = (this.#byChunk.get(chunk)?.count ?? 0) + 1;
    this.#byChunk.set(chunk, { count, isTrap, reason });
  }

  /** The lowest chunk that has lost too many threads, or null. */
  lowestHopeless(): number | null {
    const hopeless = [...this.#byChunk].filter(([, { count }]) => count >= lossesPerChunk);
    return hopeless.length === 0 ? null : Math.min(...hopeless.map(([chunk]) => chunk));
  }

  /** The error that such a chunk ends the run with. */
  errorOf(chunk: number, label: string): LiveCalcError {
    const { isTrap, reason } = this.#byChunk.get(chunk)!;
    const details = { node: label, found: reason };
    if (!isTrap) {
      const message = `${label} lost its thread in chunk ${chunk} twice: ${reason}.`;
      return new LiveCalcError('THREAD_LOST', message, details);
    }
    return new LiveCalcError(
      'ENGINE_TRAPPED',
      `${label} trapped in chunk ${chunk}, twice on fresh threads: ${reason}. ` +
        `The engine read or wrote outside its memory, or ran into code that must not be reached.`,
      details,
    );
  }
}
