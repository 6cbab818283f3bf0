/** What a configuration names, read from the disk. */
import type { RunConfig } from '../contracts/config.ts';
import type { RunInputs } from '../contracts/run-inputs.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { InputSession } from '../tables/inputs/input-session.ts';
import { loadInputs } from '../tables/inputs/load-inputs.ts';
import type { Problem } from '../tables/problem.ts';
import type { Model } from './model.ts';
import { openReference } from './open-reference.ts';

/** What `loadInputs` and `checkInputs` ask for. */
export function inputRequest(model: Model, signal: AbortSignal): Parameters<typeof loadInputs>[0] {
  const { config, nameOf } = model;
  return {
    config,
    nameOf,
    open: (reference) => openReference(model, reference),
    createSha256: nodePlatform().createSha256,
    carryColumns: carriesColumns(config),
    signal,
  };
}

/** Reads and validates every input. Throws as `loadInputs` does. */
export async function readInputs(model: Model, signal: AbortSignal): Promise<RunInputs> {
  return await loadInputs(inputRequest(model, signal));
}

/**
 * The inputs of a model, of its sensitivities, and of what becomes of both while someone edits them.
 * What has not changed is not read again.
 */
export class ModelInputs {
  readonly #session: InputSession;
  readonly #model: Model;

  constructor(model: Model, signal: AbortSignal) {
    const { config: _, carryColumns: __, ...request } = inputRequest(model, signal);
    this.#session = new InputSession({ ...request, carryColumns: false });
    this.#model = model;
  }

  /** Reads and validates every input. Throws as `loadInputs` does. */
  load(config: RunConfig): Promise<RunInputs> {
    return this.#session.load(config, { carryColumns: carriesColumns(config) });
  }

  /** Every problem of every input. Throws CANCELLED. */
  check(config: RunConfig): Promise<readonly Problem[]> {
    return this.#session.check(config, { carryColumns: carriesColumns(config) });
  }

  /** Files, absolute, that are read again. */
  forget(files: ReadonlySet<string>): void {
    for (const reference of this.#session.files) {
      if (files.has(this.#model.pathOf(reference))) this.#session.forget(reference);
    }
  }
}

function carriesColumns({ output }: RunConfig): boolean {
  return output.tables.includes('policies');
}
