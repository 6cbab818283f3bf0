/** What every figure values: files as a user has them, in a temporary folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunConfigInput } from '../contracts/config.ts';
import { createFileSink } from '../tables/node/file-sink.ts';
import { writeTable } from '../tables/write-table.ts';
import { portfolio } from './portfolio.ts';

const assumptions = path.join(import.meta.dirname, '..', 'examples', 'term-life');

export interface ModelSize {
  readonly policies: number;
  readonly scenarios: number;
}

/** A folder with a configuration and a portfolio in Parquet. */
export interface Model extends ModelSize {
  readonly folder: string;
  readonly policiesFile: string;
}

/** Lapses that follow interest by the rate that each policy guarantees. */
export const dynamicLapse = {
  slope: 5,
  floor: 0.3,
  cap: 3,
  reference: 'reference_rate',
} as const;

/**
 * Writes a model below `parent`. Its assumptions are those of examples/term-life; `isDynamic` adds
 * dynamic lapse.
 */
export async function writeModel(
  parent: string,
  size: ModelSize,
  { isDynamic = false } = {},
): Promise<Model> {
  const name = `${size.policies}x${size.scenarios}${isDynamic ? '-dynamic' : ''}`;
  const folder = path.join(parent, name);
  const policiesFile = path.join(folder, 'policies.parquet');
  await mkdir(folder, { recursive: true });
  const policies = portfolio(size.policies, { hasReferenceRate: isDynamic });
  await writeTable(policies, 'parquet', createFileSink(policiesFile));
  const config: RunConfigInput = {
    policies: 'local://policies.parquet',
    assumptions: {
      mortality: assumptionFile('mortality.csv', folder),
      lapse: assumptionFile('lapse.csv', folder),
      expenses: assumptionFile('expenses.csv', folder),
    },
    scenarios: { model: 'gbm', count: size.scenarios, seed: 42, parameters: { volatility: 0.15 } },
    ...(isDynamic && { projection: { dynamicLapse } }),
    output: { dir: 'out', tables: ['scenarios', 'cash_flows'] },
  };
  await writeFile(path.join(folder, 'livecalc.config.json'), JSON.stringify(config, null, 2));
  return { ...size, folder, policiesFile };
}

function assumptionFile(name: string, folder: string): string {
  const relative = path.relative(folder, path.join(assumptions, name));
  return `local://${relative.replaceAll(path.sep, '/')}`;
}

/** `10,000 policies x 1,000 scenarios`. */
export function sizeText({ policies, scenarios }: ModelSize): string {
  return `${policies.toLocaleString('en')} policies x ${scenarios.toLocaleString('en')} scenarios`;
}
