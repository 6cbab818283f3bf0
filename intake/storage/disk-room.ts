/**
 * How much of the disk the worker may use, and what gives way when it is full: the holding that was
 * not used for the longest time and that nobody needs now.
 *
 * It counts; what a holding stands for (an asset, the results of a job) removes its own files.
 * Removal is synchronous, so that a file of the same name which comes right after is never the one
 * that is removed.
 */
import { LiveCalcError } from '../../contracts/errors.ts';

export class DiskRoom {
  readonly #maxBytes: number;
  /** Least recently used first. */
  readonly #idle = new Set<Holding>();
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** A holding without bytes, in use; `remove` takes away what it stands for. */
  hold(remove: () => void): Holding {
    return new Holding(remove, {
      take: (bytes) => this.#take(bytes),
      give: (bytes) => (this.#usedBytes -= bytes),
      idle: this.#idle,
    });
  }

  #take(bytes: number): void {
    while (this.#usedBytes + bytes > this.#maxBytes) {
      const [oldest] = this.#idle;
      if (oldest === undefined) throw storageFull(this.#maxBytes);
      oldest.remove();
    }
    this.#usedBytes += bytes;
  }
}

interface Account {
  take(bytes: number): void;
  give(bytes: number): void;
  readonly idle: Set<Holding>;
}

/** Bytes on the disk that belong together. Its first user is who made it. */
export class Holding {
  #remove: () => void;
  readonly #account: Account;
  #bytes = 0;
  #users = 1;
  #isRemoved = false;

  constructor(remove: () => void, account: Account) {
    this.#remove = remove;
    this.#account = account;
  }

  /** Before the bytes are written. Throws STORAGE_FULL where nothing can give way. */
  grow(bytes: number): void {
    this.#account.take(bytes);
    this.#bytes += bytes;
  }

  /** After so many bytes of it were taken away. */
  shrink(bytes: number): void {
    this.#account.give(bytes);
    this.#bytes -= bytes;
  }

  /** From now on it stands for something else. */
  becomes(remove: () => void): void {
    this.#remove = remove;
  }

  use(): void {
    this.#users++;
    this.#account.idle.delete(this);
  }

  /** Ends one use. Without a user, it may give way. */
  leave(): void {
    this.#users--;
    if (this.#users === 0 && !this.#isRemoved) this.#account.idle.add(this);
  }

  /** Takes away what it stands for, whoever uses it. */
  remove(): void {
    if (this.#isRemoved) return;
    this.#isRemoved = true;
    this.#account.idle.delete(this);
    this.#account.give(this.#bytes);
    this.#remove();
  }
}

/** What a write throws where the disk itself is full, as our error; anything else as it is. */
export function asStorageError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  const message =
    'The disk of the server is full, so nothing more can be stored. Try again later; whoever runs ' +
    'the server finds in its runbook how to make room.';
  return new LiveCalcError('STORAGE_FULL', message, {}, error);
}

/** Also where several servers share what may be stored. */
export function storageFull(maxBytes: number): LiveCalcError {
  const mebibytes = Math.floor(maxBytes / 2 ** 20);
  const message =
    `The server may store ${mebibytes} MiB (MAX_STORAGE_MB), and jobs that are not done need what is ` +
    'there. Send less, or try again once they are done.';
  return new LiveCalcError('STORAGE_FULL', message, { expected: `${mebibytes} MiB at most` });
}
