/** The queue of one process: what the embedded gateway and its worker talk over. It forgets with the process. */
import { LiveCalcError } from '../../contracts/errors.ts';
import { everyPool, type Task, type TaskOutcome } from '../../contracts/wire/task.ts';
import { LocalOutcomes } from './local-outcomes.ts';
import type { Delivery, Lane, News, Queue, ReportedOutcome } from './queue.ts';

export interface InProcessOptions {
  readonly ackWaitMs: number;
}

interface Kept {
  readonly task: Task;
  /** Counts deliveries: what an earlier one says of it no longer counts. */
  deliveries: number;
  /** In somebody's hands, until it runs out. */
  timer: NodeJS.Timeout | null;
}

interface Taker {
  readonly lane: Lane;
  readonly give: (delivery: Delivery) => void;
  readonly end: (reason: unknown) => void;
}

type TaskName = Pick<Task, 'taskId' | 'jobId' | 'pool' | 'runtimeVersion'>;

export class InProcessQueue implements Queue {
  readonly ackWaitMs: number;
  /** First come first. */
  readonly #tasks = new Map<string, Kept>();
  readonly #takers = new Set<Taker>();
  readonly #outcomes = new LocalOutcomes();
  readonly #newsListeners = new Set<(news: News) => void>();

  constructor({ ackWaitMs }: InProcessOptions) {
    this.ackWaitMs = ackWaitMs;
  }

  async publish(task: Task): Promise<void> {
    await Promise.resolve();
    const key = keyOf(task);
    if (this.#tasks.has(key)) return;
    this.#tasks.set(key, { task, deliveries: 0, timer: null });
    this.#hand();
  }

  async holds(task: TaskName): Promise<boolean> {
    return await Promise.resolve(this.#tasks.has(keyOf(task)));
  }

  async withdraw(jobId: string): Promise<void> {
    await Promise.resolve();
    for (const kept of this.#tasks.values()) if (kept.task.jobId === jobId) this.#remove(kept);
  }

  async take(lane: Lane, signal: AbortSignal): Promise<Delivery> {
    signal.throwIfAborted();
    const { promise, resolve: give, reject: end } = Promise.withResolvers<Delivery>();
    const taker: Taker = { lane, give, end };
    this.#takers.add(taker);
    const abort = (): void => end(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    this.#hand();
    try {
      return await promise;
    } finally {
      this.#takers.delete(taker);
      signal.removeEventListener('abort', abort);
    }
  }

  async report(outcome: TaskOutcome, bytes: Uint8Array | null): Promise<void> {
    await Promise.resolve();
    this.#outcomes.add({ outcome, bytes });
  }

  onOutcome(listener: (reported: ReportedOutcome) => Promise<void>): AsyncDisposable {
    return this.#outcomes.listen(listener);
  }

  announce(news: News): void {
    // Later, as over a network: whoever announces is not in the middle of something.
    queueMicrotask(() => {
      for (const listener of this.#newsListeners) listener(news);
    });
  }

  onNews(listener: (news: News) => void, kind?: News['kind']): Disposable {
    const hear = (news: News): void => {
      if (kind === undefined || news.kind === kind) listener(news);
    };
    this.#newsListeners.add(hear);
    return { [Symbol.dispose]: () => void this.#newsListeners.delete(hear) };
  }

  async size(): Promise<number> {
    return await Promise.resolve(this.#tasks.size + this.#outcomes.size);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const message = 'The queue was closed. Start the gateway again.';
    for (const { end } of this.#takers) end(new LiveCalcError('BACKEND_UNAVAILABLE', message));
    for (const kept of this.#tasks.values()) this.#remove(kept);
    await this.#outcomes[Symbol.asyncDispose]();
  }

  /** Gives waiting tasks to those who wait for them. */
  #hand(): void {
    for (const taker of this.#takers) {
      const kept = this.#waitingIn(taker.lane);
      if (kept === undefined) continue;
      this.#takers.delete(taker);
      taker.give(this.#delivery(kept));
    }
  }

  #waitingIn({ runtimeVersion, pool }: Lane): Kept | undefined {
    return [...this.#tasks.values()].find(
      ({ task, timer }) =>
        timer === null &&
        task.runtimeVersion === runtimeVersion &&
        (pool === everyPool || task.pool === pool),
    );
  }

  #delivery(kept: Kept): Delivery {
    const number = ++kept.deliveries;
    const offerAgain = (): void => {
      if (!this.#isKept(kept) || kept.deliveries !== number || kept.timer === null) return;
      clearTimeout(kept.timer);
      kept.timer = null;
      this.#hand();
    };
    kept.timer = setTimeout(offerAgain, this.ackWaitMs).unref();
    return {
      task: kept.task,
      working: () => void (kept.deliveries === number && kept.timer?.refresh()),
      done: async () => await Promise.resolve(this.#remove(kept)),
      giveBack: async () => await Promise.resolve(offerAgain()),
    };
  }

  #isKept(kept: Kept): boolean {
    return this.#tasks.get(keyOf(kept.task)) === kept;
  }

  #remove(kept: Kept): void {
    if (!this.#isKept(kept)) return;
    if (kept.timer !== null) clearTimeout(kept.timer);
    kept.timer = null;
    this.#tasks.delete(keyOf(kept.task));
  }
}

function keyOf({ taskId, jobId, pool, runtimeVersion }: TaskName): string {
  return [runtimeVersion, pool, jobId, taskId].join(' ');
}
