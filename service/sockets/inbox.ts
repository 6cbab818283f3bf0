/**
 * What a client sends, taken one by one and only as fast as we can: while anything holds the inbox the
 * socket is not read, so that whoever sends too much waits in its own memory, not in ours.
 */

/** The socket behind an inbox. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/**
 * Why nothing is taken: the user is being looked up, messages come too fast, too many wait for their
 * answer, or the client does not read what it is told.
 */
export type HoldReason = 'authenticating' | 'rate' | 'pending' | 'clogged';

export class Inbox<Item extends object> {
  readonly #socket: Pausable;
  readonly #take: (item: Item) => void;
  readonly #holds = new Set<HoldReason>();
  /** What the socket had already received when it was paused: one read's worth. */
  #waiting: Item[] = [];

  constructor(socket: Pausable, take: (item: Item) => void) {
    this.#socket = socket;
    this.#take = take;
  }

  isHeldBy(reason: HoldReason): boolean {
    return this.#holds.has(reason);
  }

  push(item: Item): void {
    this.#waiting.push(item);
    this.#takeAll();
  }

  hold(reason: HoldReason): void {
    this.#holds.add(reason);
    this.#socket.pause();
  }

  release(reason: HoldReason): void {
    if (!this.#holds.delete(reason) || this.#holds.size > 0) return;
    this.#takeAll();
    if (this.#holds.size === 0) this.#socket.resume();
  }

  /** Takes nothing more. */
  close(): void {
    this.#waiting = [];
    this.#holds.clear();
    this.#socket.resume();
  }

  #takeAll(): void {
    while (this.#holds.size === 0) {
      const item = this.#waiting.shift();
      if (item === undefined) return;
      this.#take(item);
    }
  }
}
