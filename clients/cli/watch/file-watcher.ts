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
  #saved = new Set<string>();

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

  /**
   * Resolves, once files have been saved and nothing more follows, to those that may have changed;
   * to null when stopped.
   */
  async nextChange(): Promise<ReadonlySet<string> | null> {
    let isChange = await Promise.race([this.#change.promise.then(() => true), this.#stopped]);
    if (!isChange) return null;
    while (isChange) {
      this.#change = Promise.withResolvers<void>();
      const more = this.#change.promise.then(() => true);
      isChange = await Promise.race([more, delay(settledMs, false), this.#stopped]);
    }
    const saved = this.#saved;
    this.#saved = new Set();
    return saved;
  }

  [Symbol.dispose](): void {
    for (const watcher of this.#folders.values()) watcher.close();
  }

  #open(folder: string): void {
    const tell = (files: Iterable<string>): void => {
      for (const file of files) this.#saved.add(file);
      this.#change.resolve();
    };
    try {
      const watcher = watch(folder, (_, name) => {
        // Some systems do not say which file it was.
        if (name === null) tell(this.#files);
        else if (this.#files.has(path.join(folder, name))) tell([path.join(folder, name)]);
      });
      // The folder is gone; it is looked for again when files are watched the next time.
      watcher.on('error', () => {
        watcher.close();
        this.#folders.delete(folder);
        tell(this.#files);
      });
      this.#folders.set(folder, watcher);
    } catch {
      // As above; what is wrong with it, reading the files says.
    }
  }
}
