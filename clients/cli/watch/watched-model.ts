/** A model that is valued again and again: keeps threads and inputs between valuations. */
import type { RunConfig } from '../../../contracts/config.ts';
import type { RunInputs } from '../../../contracts/run-inputs.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { startPool } from '../../../runtime/plan-valuation.ts';
import type { ThreadPool } from '../../../runtime/pool/thread-pool.ts';
import { runValuation } from '../../../runtime/run-valuation.ts';
import type { Valuation } from '../../../runtime/valuation.ts';
import type { CommandContext } from '../command-context.ts';
import type { LoadedConfig } from '../../../model/load-config.ts';
import { credentialsFor } from '../../../model/with-assumptions.ts';
import { modelEngines } from '../../../model/model-engines.ts';
import { ModelInputs } from '../../../model/model-inputs.ts';
import { runStart, type RunStart } from '../../../model/record-of-run.ts';
import { configChanges, type KeyChange } from '../config-changes.ts';
import { changedFiles } from './result-moves.ts';

export interface Revaluation {
  readonly valuation: Valuation;
  /** Null at the first valuation. */
  readonly before: Valuation | null;
  readonly keys: readonly KeyChange[];
  readonly files: readonly string[];
  readonly start: RunStart;
}

interface Valued {
  readonly loaded: LoadedConfig;
  readonly inputs: RunInputs;
  readonly valuation: Valuation;
}

export class WatchedModel {
  readonly #context: CommandContext;
  #inputs: ModelInputs | null = null;
  #pool: ThreadPool | null = null;
  #last: Valued | null = null;

  constructor(context: CommandContext) {
    this.#context = context;
  }

  /** These files, absolute, may have changed: they are read again. */
  forget(files: ReadonlySet<string>): void {
    this.#inputs?.forget(files);
  }

  /**
   * Values the model as its files are now; null where neither a key nor a file has changed since the
   * last time. Throws what reading and valuing throw; the last valuation then stays the one before.
   */
  async value(loaded: LoadedConfig): Promise<Revaluation | null> {
    const start = runStart();
    const model = (this.#inputs ??= new ModelInputs(loaded, this.#context.signal));
    const inputs = await model.load(loaded.config);
    const last = this.#last;
    const keys = last === null ? [] : configChanges(last.loaded.config, loaded.config);
    const files = last === null ? [] : changedFiles(last.inputs.summaries, inputs.summaries);
    // Engines of the model's own, and what sensitivities alone read, are not among the inputs.
    const hasOther =
      Object.keys(loaded.config.engines).length > 0 || loaded.config.sensitivities.length > 0;
    if (last !== null && keys.length + files.length === 0 && !hasOther) return null;
    const valuation = await this.#run(loaded, inputs, model);
    this.#last = { loaded, inputs, valuation };
    return { valuation, before: last?.valuation ?? null, keys, files, start };
  }

  [Symbol.dispose](): void {
    this.#pool?.close();
  }

  async #run(loaded: LoadedConfig, inputs: RunInputs, model: ModelInputs): Promise<Valuation> {
    const { config } = loaded;
    const platform = nodePlatform();
    const threads = config.execution.threads ?? platform.availableThreads;
    if (this.#pool?.size !== threads) this.#closePool();
    const pool = (this.#pool ??= startPool(config, platform));
    const { signal, onProgress } = this.#context;
    const engines = modelEngines(loaded);
    const loadInputs = (other: RunConfig): Promise<RunInputs> => model.load(other);
    const request = { config, inputs, loadInputs, engines, platform, pool, signal, onProgress };
    const credentials = await credentialsFor(loaded);
    try {
      return await runValuation({ ...request, ...(credentials && { credentials }) });
    } catch (error) {
      // A pool that was stopped in the middle of its work is not used again.
      this.#closePool();
      throw error;
    }
  }

  #closePool(): void {
    this.#pool?.close();
    this.#pool = null;
  }
}
