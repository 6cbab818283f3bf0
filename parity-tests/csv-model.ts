/** A model whose files are texts in memory. */
import type { RunConfig } from '../contracts/config.ts';
import { runConfigSchema } from '../contracts/config.ts';
import { nodeEngines } from '../engines-wasm/node/engine-files.ts';
import { nodePlatform } from '../runtime/node/platform.ts';
import { runValuation } from '../runtime/run-valuation.ts';
import type { Valuation } from '../runtime/valuation.ts';
import { memorySource } from '../tables/byte-source.ts';
import { loadInputs } from '../tables/inputs/load-inputs.ts';

export const modelFiles = ['policies', 'mortality', 'lapse', 'expenses', 'scenarios'] as const;

/** CSV text by file name without its ending. */
export type CsvModel = Readonly<Record<(typeof modelFiles)[number], string>>;

export function csvConfig(changes: Readonly<Record<string, unknown>> = {}): RunConfig {
  return runConfigSchema.parse({
    policies: 'local://policies.csv',
    assumptions: {
      mortality: 'local://mortality.csv',
      lapse: 'local://lapse.csv',
      expenses: 'local://expenses.csv',
    },
    scenarios: { file: 'local://scenarios.csv' },
    output: { tables: ['scenarios', 'cash_flows', 'policies'] },
    ...changes,
  });
}

export async function valueCsvModel(
  model: CsvModel,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Valuation> {
  const config = csvConfig(changes);
  const platform = nodePlatform();
  const inputs = await loadInputs({
    config,
    open: async (reference) => {
      const file = reference.replace('local://', '');
      const name = file.replace('.csv', '') as keyof CsvModel;
      return memorySource(file, new TextEncoder().encode(model[name]));
    },
    createSha256: platform.createSha256,
    carryColumns: false,
  });
  return runValuation({ config, inputs, engines: nodeEngines(), platform });
}

/** Values of a column of a result table. */
export function resultColumn(valuation: Valuation, table: string, column: string): Float64Array {
  const found = valuation.tables
    .find(({ name }) => name === table)
    ?.columns.find(({ name }) => name === column);
  if (found?.type !== 'f64') throw new Error(`no f64 column ${table}.${column}`);
  return found.values;
}
