/**
 * The gate of a run that is looked into: while it is closed, threads sleep before their next chunk, and
 * the run's main side waits beside them without blocking, so that it can show what lies on the bus.
 *
 * Runs that nobody debugs have none, and their threads look at nothing.
 */
import { unlessAborted } from '../stop-signal.ts';

/** Index of the gate's only word: 1 while it is closed. */
const closed = 0;
/** No wait is longer, so a lost wake-up costs at most this. */
const longestWaitMs = 1000;

/** What threads are given of a gate. */
export type GateWords = Int32Array<SharedArrayBuffer>;

export class Gate {
  readonly words: GateWords = new Int32Array(new SharedArrayBuffer(4));
  /** Is told when the run's main side stands here, of the stage it stands in, and when it goes on (null). */
  onStanding: (stage: string | null) => void = () => {};

  get isClosed(): boolean {
    return isClosed(this.words);
  }

  close(): void {
    Atomics.store(this.words, closed, 1);
  }

  open(): void {
    Atomics.store(this.words, closed, 0);
    Atomics.notify(this.words, closed);
  }

  /** The main side stands until the gate was opened, be it closed again by then. Throws the signal's reason when it is aborted. */
  async stand(stage: string, signal: AbortSignal): Promise<void> {
    this.onStanding(stage);
    try {
      await unlessAborted(this.#opened(signal), signal);
    } finally {
      this.onStanding(null);
    }
  }

  async #opened(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wait = Atomics.waitAsync(this.words, closed, 1, longestWaitMs);
      if (!wait.async || (await wait.value) === 'ok') return;
    }
  }
}

export function isClosed(words: GateWords): boolean {
  return Atomics.load(words, closed) === 1;
}

/** On a thread: sleeps until the gate is open. */
export function sleepWhileClosed(words: GateWords): void {
  while (isClosed(words)) Atomics.wait(words, closed, 1, longestWaitMs);
}
