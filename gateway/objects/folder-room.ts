import { storageFull } from '../../intake/storage/disk-room.ts';

/** How much a folder may hold: what is stored in it, and what is on its way there. */
export class FolderRoom {
  readonly #maxBytes: number;
  #storedBytes = 0;
  #incomingBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes that are about to be written. Throws STORAGE_FULL. */
  take(bytes: number): void {
    if (this.#storedBytes + this.#incomingBytes + bytes > this.#maxBytes) {
      throw storageFull(this.#maxBytes);
    }
    this.#incomingBytes += bytes;
  }

  /** So many bytes that were taken are on their way no more. */
  give(bytes: number): void {
    this.#incomingBytes -= bytes;
  }

  /** Files of so many bytes came, or went where it is negative. */
  stored(bytes: number): void {
    this.#storedBytes += bytes;
  }

  /** Counted on the disk: others may share the folder. */
  counted(storedBytes: number): void {
    this.#storedBytes = storedBytes;
  }
}
