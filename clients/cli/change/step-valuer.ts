/** Values one configuration after another: threads and inputs are kept, what has not changed is not read again. */
import type { RunConfig } from '../../../contracts/config.ts';
import type { RunResult } from '../../../contracts/run-result.ts';
import { modelEngines } from '../../../model/model-engines.ts';
import { ModelInputs } from '../../../model/model-inputs.ts';
import type { Model } from '../../../model/model.ts';
import { nodePlatform } from '../../../runtime/node/platform.ts';
import { startPool } from '../../../runtime/plan-valuation.ts';
import type { ThreadPool } from '../../../runtime/pool/thread-pool.ts';
import { runValuation } from '../../../runtime/run-valuation.ts';
import type { CommandContext } from '../command-context.ts';

export class StepValuer {
  readonly #model: Model;
  readonly #inputs: ModelInputs;
  readonly #context: CommandContext;
  #pool: ThreadPool | null = null;

  constructor(model: Model, context: CommandContext) {
    this.#model = model;
    this.#inputs = new ModelInputs(model, context.signal);
    this.#context = context;
  }

  /** Throws what reading and valuing throw; what comes after it can be valued all the same. */
  async value(config: RunConfig): Promise<RunResult> {
    const inputs = await this.#inputs.load(config);
    const platform = nodePlatform();
    const pool = (this.#pool ??= startPool(config, platform));
    const { signal, onProgress } = this.#context;
    const engines = modelEngines({ ...this.#model, config });
    try {
      const request = { config, inputs, engines, platform, pool, signal, onProgress };
      return (await runValuation(request)).result;
    } catch (error) {
      // A pool that was stopped in the middle of its work is not used again.
      this[Symbol.dispose]();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#pool?.close();
    this.#pool = null;
  }
}
