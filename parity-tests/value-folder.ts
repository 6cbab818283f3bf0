/** Values a model's folder in this process, without the command line. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseConfig } from '../contracts/parse-config.ts';
import type { RunConfig } from '../contracts/config.ts';
import type { RunInputs } from '../contracts/run-inputs.ts';
import { modelEngines } from '../model/model-engines.ts';
import { ModelInputs, readInputs } from '../model/model-inputs.ts';
import { folderModel } from '../model/model.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import type { Platform } from '../runtime/platform.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import type { Valuation } from '../runtime/valuation.ts';

const neverAborted = new AbortController().signal;
const configFile = 'livecalc.config.json';

/** How the work is cut and where it runs: none of it may change a bit (I1). */
export interface Schedule {
  readonly threads?: number;
  /** Units of every chunk, a power of two. */
  readonly unitsPerChunk?: number;
  readonly platform?: Platform;
  readonly signal?: AbortSignal;
}

export async function valueFolder(folder: string, schedule: Schedule = {}): Promise<Valuation> {
  return valueConfig(await configOf(folder), folder, schedule);
}

/** File references are relative to `folder`. */
export async function valueConfig(
  given: RunConfig,
  folder: string,
  { threads, platform = nodePlatform(), ...options }: Schedule = {},
): Promise<Valuation> {
  const execution = { ...given.execution, ...(threads !== undefined && { threads }) };
  const config = { ...given, execution };
  const model = folderModel(config, path.resolve(folder));
  const session = new ModelInputs(model, options.signal ?? neverAborted);
  const inputs = await session.load(config);
  return runValuation({
    ...options,
    config,
    inputs,
    loadInputs: (one) => session.load(one),
    engines: modelEngines(model),
    platform,
  });
}

/** A model's configuration, and what its files hold. */
export async function loadFolder(
  folder: string,
): Promise<{ readonly config: RunConfig; readonly inputs: RunInputs }> {
  const config = await configOf(folder);
  return {
    config,
    inputs: await readInputs(folderModel(config, path.resolve(folder)), neverAborted),
  };
}

async function configOf(folder: string): Promise<RunConfig> {
  return parseConfig(await readFile(path.join(folder, configFile), 'utf8'), configFile);
}
