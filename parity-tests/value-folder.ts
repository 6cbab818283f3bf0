/** Values a model's folder in this process, without the command line. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseConfig } from '../contracts/parse-config.ts';
import type { RunConfig } from '../contracts/config.ts';
import { nodeEngines } from '../engines-wasm/node/engine-files.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import type { Valuation } from '../runtime/valuation.ts';
import { loadInputs } from '../tables/inputs/load-inputs.ts';
import { openFile } from '../tables/node/file-source.ts';

const configFile = 'livecalc.config.json';

export async function valueFolder(folder: string): Promise<Valuation> {
  return valueConfig(
    parseConfig(await readFile(path.join(folder, configFile), 'utf8'), configFile),
    folder,
  );
}

/** File references are relative to `folder`. */
export async function valueConfig(config: RunConfig, folder: string): Promise<Valuation> {
  const platform = nodePlatform();
  const inputs = await loadInputs({
    config,
    open: (reference) => {
      const file = reference.replace('local://', '');
      return openFile(path.resolve(folder, file), file);
    },
    createSha256: platform.createSha256,
    carryColumns: config.output.tables.includes('policies'),
  });
  return runValuation({ config, inputs, engines: nodeEngines(), platform });
}
