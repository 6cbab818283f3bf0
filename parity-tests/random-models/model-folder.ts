/** Writes a drawn model as the folder that a person would have. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assumptionFiles } from './assumption-files.ts';
import type { DrawnModel } from './drawn-model.ts';
import { policiesFile } from './policies-file.ts';
import { scenarioFiles } from './scenario-files.ts';

const discounted = [
  'discounted_premiums',
  'discounted_death_benefits',
  'discounted_surrender_benefits',
  'discounted_maturity_benefits',
  'discounted_expenses',
  'discounted_net',
];

const optionalColumns = {
  scenarios: ['pv_premiums', 'pv_death', 'pv_surrender', 'pv_maturity', 'pv_expenses'],
  cash_flows: discounted,
  policies: ['p5', 'p50', 'p95', 'cte95', 'tail_mean'],
} as const;

export async function writeModel(folder: string, drawn: DrawnModel): Promise<void> {
  const scenarios = scenarioFiles(drawn);
  const files: Record<string, string> = {
    'policies.csv': policiesFile(drawn),
    ...assumptionFiles(drawn),
    ...scenarios.files,
    'livecalc.config.json': `${JSON.stringify(configOf(drawn, scenarios.config), null, 2)}\n`,
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(folder, name), text);
  }
}

function configOf(drawn: DrawnModel, scenarios: object): object {
  const tables = ['mortality', 'lapse', 'expenses', ...(drawn.hasProducts ? ['product'] : [])];
  const isGrouped = drawn.groupBy.length > 0;
  return {
    policies: 'local://policies.csv',
    assumptions: Object.fromEntries(tables.map((table) => [table, `local://${table}.csv`])),
    scenarios,
    projection: drawn.projection,
    ...(isGrouped ? { groupBy: drawn.groupBy } : {}),
    sensitivities: drawn.sensitivities.map((one, index) => ({ name: `${index + 1}`, ...one })),
    output: {
      tables: [
        ...Object.keys(optionalColumns),
        ...(isGrouped ? ['scenarios_by_group', 'cash_flows_by_group'] : []),
      ],
      columns: {
        ...optionalColumns,
        ...(isGrouped ? { cash_flows_by_group: discounted } : {}),
      },
    },
  };
}
