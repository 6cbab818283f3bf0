/**
 * Snapshots in the user's cache folder, so that they are made once per machine.
 *
 * The file's name has the key (what the snapshot was made from) and the SHA-256 of its bytes; bytes that
 * do not have it are not used. That finds what was cut short or spoiled. Who may write into the folder
 * may also forge both, so processes that run package Python are given a folder they cannot write to (I8).
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SnapshotStore } from '../python/snapshot-start.ts';

/** So many versions side by side keep theirs; what older ones left is removed. */
const mostKept = 4;

export class SnapshotFiles implements SnapshotStore {
  readonly #folder: string;
  readonly #prefix: string;

  constructor(folder: string, key: string) {
    this.#folder = folder;
    this.#prefix = `python-${key.slice(0, 32)}-`;
  }

  async read(): Promise<Uint8Array | null> {
    try {
      const files = await readdir(this.#folder);
      const file = files.find(
        (name) => name.startsWith(this.#prefix) && name.endsWith('.snapshot'),
      );
      if (file === undefined) return null;
      const bytes = await readFile(path.join(this.#folder, file));
      if (file === this.#nameOf(bytes)) return bytes;
      await rm(path.join(this.#folder, file), { force: true });
      return null;
    } catch {
      // No folder yet, or one that cannot be read: a snapshot is made in memory.
      return null;
    }
  }

  /** Renamed into place, as several processes may write at once. */
  async write(bytes: Uint8Array): Promise<void> {
    const file = path.join(this.#folder, this.#nameOf(bytes));
    const unfinished = `${file}.${process.pid}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(unfinished, bytes, { mode: 0o600 });
      await rename(unfinished, file);
      await removeOld(this.#folder);
    } catch {
      // A read-only folder: the next process makes its own.
      await rm(unfinished, { force: true }).catch(() => {});
    }
  }

  #nameOf(bytes: Uint8Array): string {
    return `${this.#prefix}${createHash('sha256').update(bytes).digest('hex')}.snapshot`;
  }
}

/**
 * The newest files stay, whoever looks: so two processes that write at once do not remove each other's.
 * One that was about to read what is removed makes its own.
 */
async function removeOld(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('python-'));
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      // Gone meanwhile: the oldest, so that removing it changes nothing.
      const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
      return { file, mtimeMs };
    }),
  );
  const newestFirst = files.toSorted((a, b) => b.mtimeMs - a.mtimeMs);
  for (const { file } of newestFirst.slice(mostKept)) await rm(file, { force: true });
}
