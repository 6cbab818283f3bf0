/** The processes at work: so many at a time, each watched for the memory that it takes. */
import type { LiveCalcError } from '../contracts/errors.ts';
import type { ExecutorChild } from './executor-child.ts';
import { Lease } from './lease.ts';
import { overLimit, residentBytes } from './memory-watch.ts';
import { Slots } from './slots.ts';

/** Where the process of a lease comes from, and goes when the lease is over. */
export interface Home {
  /** Throws the signal's reason when it is aborted before a process is ready. */
  take(signal: AbortSignal): Promise<ExecutorChild>;
  /** Takes back a process that is as good as before; resolves when its memory is no longer this lease's. */
  giveBack(child: ExecutorChild): Promise<void>;
}

/** Processes that wait for work. */
export interface IdleProcesses {
  /** Those that may end first come first. */
  readonly idle: readonly ExecutorChild[];
  /** Ends one because its memory is needed. */
  shed(child: ExecutorChild): void;
}

/** How often memory is looked at while somebody works. */
const watchMs = 100;

export class Leases {
  readonly #slots: Slots;
  readonly #limitBytes: number;
  readonly #idle: IdleProcesses;
  readonly #open = new Set<Lease>();
  #watch: NodeJS.Timeout | null = null;

  /** `most` at a time; `limitBytes` of each, and of all processes together, the idle ones too. */
  constructor(most: number, limitBytes: number, idle: IdleProcesses) {
    this.#slots = new Slots(most);
    this.#limitBytes = limitBytes;
    this.#idle = idle;
  }

  /**
   * Takes a process, waiting where too many work (whoever asked first goes first). The slot is free
   * again when the lease is over and memory is back.
   */
  async take(home: Home, deadlineMs: number | null, signal: AbortSignal): Promise<Lease> {
    await this.#slots.take(signal);
    try {
      signal.throwIfAborted();
      const child = await home.take(signal);
      const lease: Lease = new Lease(child, deadlineMs, (isSound) => {
        void (isSound ? home.giveBack(child) : child.end(null)).then(() => this.#close(lease));
      });
      this.#open.add(lease);
      this.#watch ??= setInterval(() => this.#look(), watchMs);
      return lease;
    } catch (error) {
      this.#slots.free();
      throw error;
    }
  }

  get children(): readonly ExecutorChild[] {
    return [...this.#open].map(({ child }) => child);
  }

  /** Ends all of them. */
  async end(reason: LiveCalcError): Promise<void> {
    await Promise.all(this.children.map((child) => child.end(reason)));
    this.#stopWatching();
  }

  #close(lease: Lease): void {
    this.#open.delete(lease);
    if (this.#open.size === 0) this.#stopWatching();
    this.#slots.free();
  }

  #stopWatching(): void {
    if (this.#watch !== null) clearInterval(this.#watch);
    this.#watch = null;
  }

  #look(): void {
    const working = [...this.#open].map(({ child, sinceMs }) => ({ child, sinceMs }));
    const idle = this.#idle.idle.map((child) => ({ child, sinceMs: null }));
    const watched = [...idle, ...working].flatMap((one) => {
      const bytes = one.child.pid === null ? null : residentBytes(one.child.pid);
      return bytes === null || one.child.isEnded ? [] : [{ ...one, bytes }];
    });
    const over = overLimit(watched, this.#limitBytes);
    if (over === null) return;
    const { child, sinceMs } = over.process;
    if (sinceMs === null) this.#idle.shed(child);
    else void child.end(over.error);
  }
}
