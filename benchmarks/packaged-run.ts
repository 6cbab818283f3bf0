/** A package verified, read and valued in this process, again and again under other seeds. */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { wholeResultHash } from '../contracts/whole-result.ts';
import path from 'node:path';
import { assetModel } from '../model/asset-model.ts';
import { modelEngines } from '../model/model-engines.ts';
import { ModelInputs } from '../model/model-inputs.ts';
import { openPackage } from '../model/package/open-package.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { startPool } from '../runtime/plan-valuation.ts';
import type { ThreadPool } from '../runtime/pool/thread-pool.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import { createFileSink } from '../tables/node/file-sink.ts';
import { withSeed } from './model.ts';

const neverAborted = new AbortController().signal;

export class PackagedRun implements Disposable {
  readonly #file: string;
  readonly #folder: string;
  readonly #platform = nodePlatform();
  #pool: ThreadPool | null = null;

  /** `folder` is where files are unpacked. */
  constructor(file: string, folder: string) {
    this.#file = file;
    this.#folder = folder;
  }

  /** Resolves to the result hash. Threads stay for the next run, as a worker's do. */
  async value(seed: number): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    const folder = await mkdtemp(path.join(this.#folder, 'run-'));
    await using opened = await openPackage(this.#file);
    const files = new Map<string, string>();
    for (const [index, asset] of opened.manifest.assets.entries()) {
      const file = path.join(folder, String(index));
      const sink = createFileSink(file);
      for await (const piece of opened.read(asset)) await sink.write(piece);
      await sink.close();
      files.set(asset.path, file);
    }
    const config = withSeed(opened.config, seed);
    const model = assetModel(config, files);
    const inputs = await new ModelInputs(model, neverAborted).load(config);
    const pool = (this.#pool ??= startPool(config, this.#platform));
    const engines = modelEngines(model);
    const { result } = await runValuation({
      config,
      inputs,
      engines,
      platform: this.#platform,
      pool,
    });
    return wholeResultHash(result);
  }

  [Symbol.dispose](): void {
    this.#pool?.close();
  }
}
