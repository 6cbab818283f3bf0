/**
 * Files that are being written. What a server that was killed leaves of them is removed by the next,
 * and by others that share the folder: whoever writes a file touches it again and again, so one that
 * was not touched for a while is nobody's. The clocks of those who share a folder may differ by less
 * than that; a file taken away too early fails its upload, which may be tried again.
 */
import { randomUUID } from 'node:crypto';
import { rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { ifThere, namesIn } from './disk.ts';

export class IncomingFiles implements AsyncDisposable {
  readonly #folder: string;
  readonly #staleMs: number;
  readonly #own = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  /** `folder` is absolute, and there. A file that was not touched for `staleMs` is removed. */
  constructor(folder: string, staleMs: number) {
    this.#folder = folder;
    this.#staleMs = staleMs;
    this.#timer = setInterval(() => void this.#look().catch(() => {}), staleMs / 4).unref();
  }

  /** A place for a new file, which is removed when it is disposed of, if it is still there. */
  place(): AsyncDisposable & { readonly file: string } {
    const file = path.join(this.#folder, `${randomUUID()}.partial`);
    this.#own.add(file);
    const remove = async (): Promise<void> => {
      this.#own.delete(file);
      await rm(file, { force: true });
    };
    return { file, [Symbol.asyncDispose]: remove };
  }

  /** Removes what others have left. */
  async sweep(): Promise<void> {
    const oldest = Date.now() - this.#staleMs;
    for (const name of await namesIn(this.#folder)) {
      const file = path.join(this.#folder, name);
      const found = await ifThere(stat(file));
      if (found === undefined || found.mtimeMs >= oldest || this.#own.has(file)) continue;
      await rm(file, { force: true });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#own].map((file) => rm(file, { force: true })));
  }

  async #look(): Promise<void> {
    const now = new Date();
    for (const file of this.#own) await ifThere(utimes(file, now, now));
    await this.sweep();
  }
}
