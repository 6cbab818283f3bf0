/** What every figure values: files as a user has them, in a temporary folder. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunConfig, RunConfigInput } from '../contracts/config.ts';
import type { Table } from '../contracts/table.ts';
import { createFileSink } from '../tables/node/file-sink.ts';
import { writeTable } from '../tables/write-table.ts';
import { portfolio } from './portfolio.ts';

const assumptions = path.join(import.meta.dirname, '..', 'examples', 'term-life');

/** Lapses that follow interest by the rate that each policy guarantees: for a model's settings. */
export const dynamicLapse = {
  slope: 5,
  floor: 0.3,
  cap: 3,
  reference: 'reference_rate',
} as const;

export interface ModelSize {
  readonly policies: number;
  readonly scenarios: number;
}

/** A folder with a configuration and a portfolio in Parquet. */
export interface Model extends ModelSize {
  readonly folder: string;
  readonly policiesFile: string;
}

/** Writes a model below `parent`, in a folder of its own. Its assumptions are those of examples/term-life. */
export async function writeModel(
  parent: string,
  size: ModelSize,
  policies: Table = portfolio(size.policies),
): Promise<Model> {
  const folder = await mkdtemp(path.join(parent, `${size.policies}x${size.scenarios}-`));
  const policiesFile = path.join(folder, 'policies.parquet');
  await writeTable(policies, 'parquet', createFileSink(policiesFile));
  const config: RunConfigInput = {
    policies: 'local://policies.parquet',
    assumptions: {
      mortality: assumptionFile('mortality.csv', folder),
      lapse: assumptionFile('lapse.csv', folder),
      expenses: assumptionFile('expenses.csv', folder),
    },
    scenarios: { model: 'gbm', count: size.scenarios, seed: 42, parameters: { volatility: 0.15 } },
    output: { dir: 'out', tables: ['scenarios', 'cash_flows'] },
  };
  await writeFile(path.join(folder, 'livecalc.config.json'), JSON.stringify(config, null, 2));
  return { ...size, folder, policiesFile };
}

/** The configuration under another seed. */
export function withSeed(config: RunConfig, seed: number): RunConfig {
  const { scenarios } = config;
  return 'file' in scenarios ? config : { ...config, scenarios: { ...scenarios, seed } };
}

function assumptionFile(name: string, folder: string): string {
  const relative = path.relative(folder, path.join(assumptions, name));
  return `local://${relative.replaceAll(path.sep, '/')}`;
}

/** `10,000 policies x 1,000 scenarios`. */
export function sizeText({ policies, scenarios }: ModelSize): string {
  return `${policies.toLocaleString('en')} policies x ${scenarios.toLocaleString('en')} scenarios`;
}
