/** Which bytes a version had when it was first fetched: a version that is not a draft must not change. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { sha256Schema } from '../../contracts/package-manifest.ts';

const seenSchema = z.object({ sha256: sha256Schema });

/** A version of a manager. */
export interface VersionKey {
  readonly url: string;
  readonly name: string;
  readonly version: string;
}

export class SeenVersions {
  readonly #folder: string;

  /** Files are kept in a folder below that of the cache. */
  constructor(cacheFolder: string) {
    this.#folder = path.join(cacheFolder, 'versions');
  }

  /** The SHA-256 of the table when it was last remembered; null where it was not. */
  async sha256Of(key: VersionKey): Promise<string | null> {
    try {
      return seenSchema.parse(JSON.parse(await readFile(this.#fileOf(key), 'utf8'))).sha256;
    } catch {
      return null;
    }
  }

  /** A note, no more: where it cannot be written, a later change is not noticed. */
  async remember(key: VersionKey, sha256: string): Promise<void> {
    const temporary = path.join(this.#folder, `.${randomUUID()}.part`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(temporary, `${JSON.stringify({ ...key, sha256 })}\n`, { flag: 'wx' });
      await rename(temporary, this.#fileOf(key));
    } catch {
      await rm(temporary, { force: true }).catch(() => {});
    }
  }

  #fileOf({ url, name, version }: VersionKey): string {
    const id = createHash('sha256')
      .update(JSON.stringify([url, name, version]))
      .digest('hex');
    return path.join(this.#folder, `${id}.json`);
  }
}
