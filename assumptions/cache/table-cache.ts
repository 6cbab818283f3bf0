/**
 * Tables by the SHA-256 of their bytes, as files `<sha256>.<format>`.
 *
 * A file gets its name only when it is whole and its hash is right, so several processes may use one
 * folder: whoever comes second puts the same bytes in the same place. Nothing here is ever changed.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../../contracts/errors.ts';
import { tableFormats, type TableFormat } from '../../contracts/wire/assumptions-manager.ts';

export interface CachedTable {
  /** Absolute. */
  readonly file: string;
  readonly format: TableFormat;
}

/** What a table's bytes must be. */
export interface ExpectedTable {
  readonly sha256: string;
  readonly bytes: number;
  readonly format: TableFormat;
}

/** Bytes that are not those that were told: `found` says how. */
export class WrongBytes extends Error {
  readonly found: string;
  /** Whether they only stopped too early. */
  readonly isShort: boolean;

  constructor(found: string, isShort: boolean) {
    super(found);
    this.found = found;
    this.isShort = isShort;
  }
}

export class TableCache {
  readonly folder: string;
  readonly #warn: (text: string) => void;

  constructor(folder: string, warn: (text: string) => void) {
    this.folder = folder;
    this.#warn = warn;
  }

  /** A table whose bytes have this hash, read through to be sure; null where there is none. */
  async find(sha256: string): Promise<CachedTable | null> {
    for (const format of tableFormats) {
      const file = this.#fileOf({ sha256, format });
      const found = await hashOfFile(file);
      if (found === sha256) return { file, format };
      if (found === null) continue;
      this.#warn(`${file} was changed after it was fetched, so the table is fetched again.`);
      await rm(file, { force: true }).catch(() => {});
    }
    return null;
  }

  /** Keeps bytes under their hash. Throws WrongBytes, OUTPUT_UNWRITABLE; nothing is left then. */
  async store(expected: ExpectedTable, bytes: AsyncIterable<Uint8Array>): Promise<CachedTable> {
    const file = this.#fileOf(expected);
    const temporary = path.join(this.folder, `.${expected.sha256}.${randomUUID()}.part`);
    try {
      await this.#onDisk(() => mkdir(this.folder, { recursive: true, mode: 0o700 }));
      await this.#write(temporary, expected, bytes);
      await this.#onDisk(() => rename(temporary, file));
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
    return { file, format: expected.format };
  }

  async #write(
    temporary: string,
    expected: ExpectedTable,
    bytes: AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const hash = createHash('sha256');
    let written = 0;
    const handle = await this.#onDisk(() => open(temporary, 'wx', 0o600));
    try {
      for await (const piece of bytes) {
        written += piece.length;
        if (written > expected.bytes) throw new WrongBytes(`${written} bytes or more`, false);
        hash.update(piece);
        await this.#onDisk(() => handle.writeFile(piece));
      }
      if (written < expected.bytes) throw new WrongBytes(`${written} bytes`, true);
      const found = hash.digest('hex');
      if (found !== expected.sha256) throw new WrongBytes(`SHA-256 ${found}`, false);
      await this.#onDisk(() => handle.sync());
    } finally {
      await handle.close();
    }
  }

  #fileOf({ sha256, format }: Pick<ExpectedTable, 'sha256' | 'format'>): string {
    return path.join(this.folder, `${sha256}.${format}`);
  }

  /** The one place where what the disk refuses becomes an error of ours. */
  async #onDisk<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'the disk is full' : String(code);
      const message =
        `A fetched table cannot be kept in ${this.folder}: ${why}. Make room there, or name another ` +
        'folder in LIVECALC_AM_CACHE_DIR.';
      throw new LiveCalcError('OUTPUT_UNWRITABLE', message, { file: this.folder }, cause);
    }
  }
}

/** Null where there is no such file, or it cannot be read. */
async function hashOfFile(file: string): Promise<string | null> {
  if (!(await stat(file).catch(() => null))?.isFile()) return null;
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(file)) hash.update(piece as Buffer);
  } catch {
    return null;
  }
  return hash.digest('hex');
}
