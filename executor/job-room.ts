/**
 * The folder of a process that runs a job's code: files of its parts are put in, what it wrote is taken
 * out. It may touch nothing else, and which files later parts bring is not known when it starts (I8).
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { copyFile, link, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { LiveCalcError } from '../contracts/errors.ts';
import type { AssetFile, RunPart, StoredProduct } from './executor.ts';

export class JobRoom implements Disposable {
  readonly #folder: string;
  /** The process may read it. */
  readonly inputs: string;
  /** The process may read and write it. */
  readonly outputs: string;
  /** Assets by hash, where they are in the room: they stay for the job's next part. */
  readonly #assets = new Map<string, string>();
  #products: string[] = [];
  #count = 0;

  /** Makes the folder in another, on whose disk the files are. Throws STORAGE_FULL. */
  constructor(folder: string) {
    try {
      this.#folder = mkdtempSync(path.join(folder, 'room-'));
      this.inputs = path.join(this.#folder, 'in');
      this.outputs = path.join(this.#folder, 'out');
      mkdirSync(this.inputs);
      mkdirSync(this.outputs);
    } catch (error) {
      throw storageFull(error);
    }
  }

  /** The part with its files in the room. Throws STORAGE_FULL. */
  async bringIn(part: RunPart): Promise<RunPart> {
    return await asStorageFull(async () => {
      const assets = new Map<string, AssetFile>();
      for (const [name, asset] of part.task.assets) assets.set(name, await this.#asset(asset));
      const products = new Map<number, StoredProduct>();
      for (const [stage, one] of part.products) products.set(stage, await this.#product(one));
      return { ...part, products, task: { ...part.task, assets, resultFolder: this.outputs } };
    });
  }

  /** Moves what the process wrote to where it was asked for. Throws STORAGE_FULL. */
  async takeOut(resultFolder: string): Promise<void> {
    await asStorageFull(async () => {
      for (const file of this.#products) await rm(file, { force: true });
      this.#products = [];
      for (const name of await readdir(this.outputs)) {
        await rename(path.join(this.outputs, name), path.join(resultFolder, name));
      }
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #asset({ sha256, file }: AssetFile): Promise<AssetFile> {
    const inside = this.#assets.get(sha256) ?? (await this.#put(file));
    this.#assets.set(sha256, inside);
    return { sha256, file: inside };
  }

  async #product({ sums, slices, isUndivided }: StoredProduct): Promise<StoredProduct> {
    const put = async (file: string): Promise<string> => {
      const inside = await this.#put(file);
      this.#products.push(inside);
      return inside;
    };
    const inside: { range: StoredProduct['slices'][number]['range']; file: string }[] = [];
    for (const { range, file } of slices) inside.push({ range, file: await put(file) });
    return { sums: sums === null ? null : await put(sums), slices: inside, isUndivided };
  }

  /** A second name for the file, or a copy where the disk gives none. One that is not there stays so: the process says which. */
  async #put(file: string): Promise<string> {
    const inside = path.join(this.inputs, String(this.#count++));
    if (existsSync(file)) await link(file, inside).catch(() => copyFile(file, inside));
    return inside;
  }
}

async function asStorageFull<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw storageFull(error);
  }
}

function storageFull(error: unknown): LiveCalcError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
  const message = `The files of a job could not be handed to its process (${code}): the server's disk takes no more. Try again later.`;
  return new LiveCalcError('STORAGE_FULL', message, { found: code }, error);
}
