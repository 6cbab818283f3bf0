/** Values a drawn model with the engine and with the oracle. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { wholeResultHash } from '../../contracts/whole-result.ts';
import os from 'node:os';
import path from 'node:path';
import type { RunConfig } from '../../contracts/config.ts';
import { parseConfig } from '../../contracts/parse-config.ts';
import { nodeEngines } from '../../engines-wasm/node/engine-files.ts';
import { generateScenarios } from '../../runtime/generate-scenarios.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import type { Valuation } from '../../runtime/valuation.ts';
import { valueConfig } from '../value-folder.ts';
import { askOracle } from './ask-oracle.ts';
import { compare } from './compare.ts';
import { csvText } from './csv-text.ts';
import type { Disagreements } from './disagreements.ts';
import type { DrawnModel } from './drawn-model.ts';
import { longestHorizon } from './extents.ts';
import { writeModel } from './model-folder.ts';
import { noiseOf } from './noise.ts';

const configFile = 'livecalc.config.json';
const generatedFile = 'generated-scenarios.csv';

export interface CheckedModel {
  readonly seen: Disagreements;
  readonly method: string;
  readonly modelPointCount: number;
  /** Result hashes with one thread and with several. */
  readonly hashes: readonly string[];
}

/** `folder`: where the model is written and stays; without it, a temporary one. */
export async function checkModel(drawn: DrawnModel, folder?: string): Promise<CheckedModel> {
  const place = folder ?? (await mkdtemp(path.join(os.tmpdir(), 'livecalc-random-')));
  try {
    await writeModel(place, drawn);
    return await checkFolder(place, drawn);
  } finally {
    if (folder === undefined) await rm(place, { recursive: true, force: true });
  }
}

async function checkFolder(folder: string, drawn: DrawnModel): Promise<CheckedModel> {
  const config = parseConfig(await readFile(path.join(folder, configFile), 'utf8'), configFile);
  const generated = await writeGenerated(folder, config, longestHorizon(drawn));
  const threads = noiseOf(drawn.seed).whole(2, 4, 'threads');
  const [oracle, [valuation, again]] = await Promise.all([
    askOracle(folder, generated),
    valueWith([1, threads], config, folder),
  ]);
  return {
    seen: compare(valuation, oracle),
    method: valuation.result.method,
    modelPointCount: valuation.result.modelPointCount,
    hashes: [valuation, again].map(({ result }) => wholeResultHash(result)),
  };
}

async function valueWith(
  threadCounts: readonly [number, number],
  config: RunConfig,
  folder: string,
): Promise<[Valuation, Valuation]> {
  const value = (threads: number): Promise<Valuation> =>
    valueConfig({ ...config, execution: { ...config.execution, threads } }, folder);
  return [await value(threadCounts[0]), await value(threadCounts[1])];
}

/** Writes the scenarios that the config's model makes; none where it reads a file. */
async function writeGenerated(
  folder: string,
  config: RunConfig,
  horizonYears: number,
): Promise<string | undefined> {
  if ('file' in config.scenarios) return undefined;
  const table = await generateScenarios({
    config,
    horizonYears,
    engines: nodeEngines(),
    platform: nodePlatform(),
  });
  const rows = Array.from({ length: table.length }, (_, row) =>
    table.columns.map(({ values }) => values[row]!),
  );
  const header = table.columns.map(({ name }) => name);
  await writeFile(path.join(folder, generatedFile), csvText(header, rows));
  return generatedFile;
}
