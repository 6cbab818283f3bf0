/** Values a model's folder in this process, without the command line. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseConfig } from '../contracts/parse-config.ts';
import type { RunConfig } from '../contracts/config.ts';
import type { RunInputs } from '../contracts/run-inputs.ts';
import { nodeEngines } from '../engines-wasm/node/engine-files.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import type { Valuation } from '../runtime/valuation.ts';
import { InputSession } from '../tables/inputs/input-session.ts';
import { openFile } from '../tables/node/file-source.ts';

const configFile = 'livecalc.config.json';

export async function valueFolder(folder: string): Promise<Valuation> {
  return valueConfig(await configOf(folder), folder);
}

/** File references are relative to `folder`. */
export async function valueConfig(config: RunConfig, folder: string): Promise<Valuation> {
  const session = inputSession(config, folder);
  const loadInputs = (one: RunConfig): Promise<RunInputs> => session.load(one);
  const inputs = await loadInputs(config);
  return runValuation({
    config,
    inputs,
    loadInputs,
    engines: nodeEngines(),
    platform: nodePlatform(),
  });
}

/** A model's configuration, and what its files hold. */
export async function loadFolder(
  folder: string,
): Promise<{ readonly config: RunConfig; readonly inputs: RunInputs }> {
  const config = await configOf(folder);
  return { config, inputs: await inputSession(config, folder).load(config) };
}

async function configOf(folder: string): Promise<RunConfig> {
  return parseConfig(await readFile(path.join(folder, configFile), 'utf8'), configFile);
}

function inputSession(config: RunConfig, folder: string): InputSession {
  return new InputSession({
    open: (reference) => {
      const file = reference.replace('local://', '');
      return openFile(path.resolve(folder, file), file);
    },
    createSha256: nodePlatform().createSha256,
    carryColumns: config.output.tables.includes('policies'),
  });
}
