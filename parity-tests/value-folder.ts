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
import { runValuation } from '../runtime/run-valuation.ts';
import type { Valuation } from '../runtime/valuation.ts';

const neverAborted = new AbortController().signal;
const configFile = 'livecalc.config.json';

export async function valueFolder(folder: string): Promise<Valuation> {
  return valueConfig(await configOf(folder), folder);
}

/** File references are relative to `folder`. */
export async function valueConfig(config: RunConfig, folder: string): Promise<Valuation> {
  const model = folderModel(config, path.resolve(folder));
  const session = new ModelInputs(model, neverAborted);
  const inputs = await session.load(config);
  return runValuation({
    config,
    inputs,
    loadInputs: (one) => session.load(one),
    engines: modelEngines(model),
    platform: nodePlatform(),
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
