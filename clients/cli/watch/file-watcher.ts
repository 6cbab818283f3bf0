/**
 * Tells when one of some files is saved. Folders are watched, not files: an editor that writes a new
 * file and renames it over the old one would leave a watch on what is no longer there.
 */
import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** A save is several events, and several files may be saved at once. */
const settledMs = 120;

export class FileWatcher {
  readonly #folders = new Map<string, FSWatcher>();
  #files: ReadonlySet<string> = new Set();
  readonly #stopped: Promise<false>;
  #change = Promise.withResolvers<void>();

  constructor(signal: AbortSignal) {
    this.#stopped = new Promise((resolve) => {
      if (signal.aborted) resolve(false);
      signal.addEventListener('abort', () => resolve(false), { once: true });
    });
  }

  /** From now on these files, absolute, and no others. A folder that is not there is left out. */
  watch(files: readonly string[]): void {
    this.#files = new Set(files);
    const folders = new Set(files.map((file) => path.dirname(file)));
    for (const [folder, watcher] of this.#folders) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#folders.delete(folder);
    }
    for (const folder of folders) if (!this.#folders.has(folder)) this.#open(folder);
  }

  /** Resolves to true once files have been saved and nothing more follows, to false when stopped. */
  async nextChange(): Promise<boolean> {
    let isChange = await Promise.race([this.#change.promise.then(() => true), this.#stopped]);
    const isSaved = isChange;
    while (isChange) {
      this.#change = Promise.withResolvers<void>();
      const more = this.#change.promise.then(() => true);
      isChange = await Promise.race([more, delay(settledMs, false), this.#stopped]);
    }
    return isSaved;
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#folders.values()) watcher.close();
  }

  #open(folder: string): void {
    try {
      const watcher = watch(folder, (_, name) => {
        if (name === null || this.#files.has(path.join(folder, name))) this.#change.resolve();
      });
      // The folder is gone; it is looked for again at the next call of watch.
      watcher.on('error', () => this.#drop(folder));
      this.#folders.set(folder, watcher);
    } catch {
      this.#drop(folder);
    }
  }

  #drop(folder: string): void {
    this.#folders.get(folder)?.close();
    this.#folders.delete(folder);
    this.#change.resolve();
  }
}
