/** Inputs that stay from one task to the next of the same tenant, known by their content. */
import type { RunTask } from '../executor.ts';
import { ModelInputs } from '../../model/model-inputs.ts';
import { localPrefix } from '../../contracts/file-reference.ts';
import { taskModel } from './task-model.ts';

type Assets = RunTask['assets'];

/**
 * A file that changed is read again, the others are not. Everything is dropped with the tenant (I8), and
 * with the portfolio: it is most of what is kept, and two of them should not be (I6).
 */
export class KeptInputs {
  #owner = '';
  /** The last content of every path since the owner changed. */
  #known = new Map<string, Assets extends ReadonlyMap<string, infer A> ? A : never>();
  #inputs: ModelInputs | null = null;

  /** What reads the inputs of the task. */
  of(task: RunTask): ModelInputs {
    const owner = JSON.stringify([task.tenant, portfolioOf(task)]);
    if (this.#inputs === null || owner !== this.#owner) {
      this.#owner = owner;
      this.#known = new Map();
      const model = { ...taskModel({ config: task.config, assets: this.#known }) };
      this.#inputs = new ModelInputs(model, new AbortController().signal);
    }
    this.#inputs.forget(this.#changedFiles(task.assets));
    for (const [path, asset] of task.assets) this.#known.set(path, asset);
    return this.#inputs;
  }

  /** Where paths lay whose content is another now. */
  #changedFiles(assets: Assets): ReadonlySet<string> {
    const changed = [...this.#known].filter(([path, { sha256 }]) => {
      const now = assets.get(path);
      return now !== undefined && now.sha256 !== sha256;
    });
    return new Set(changed.map(([, { file }]) => file));
  }
}

function portfolioOf({ config, assets }: RunTask): string {
  return assets.get(config.policies.slice(localPrefix.length))?.sha256 ?? '';
}
