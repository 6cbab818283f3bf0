/** Reads each file of a run's inputs; what is wrong in one of them goes into the list. */
import { keyNames } from './assumptions/keyed-table.ts';
import type { KeyName, KeyedTable } from './assumptions/keyed-table.ts';
import { readExpenses } from './assumptions/expense-table.ts';
import type { ExpenseTable } from './assumptions/expense-table.ts';
import { readLapse } from './assumptions/lapse-table.ts';
import type { LapseTable } from './assumptions/lapse-table.ts';
import { readMortality } from './assumptions/mortality-table.ts';
import type { MortalityTable } from './assumptions/mortality-table.ts';
import { readProduct } from './assumptions/product-table.ts';
import type { ProductTable } from './assumptions/product-table.ts';
import { readCurve } from './curve-file.ts';
import type { Curve } from './curve-file.ts';
import { readDataTable, type DataTable } from './data-table.ts';
import { readPolicies } from './portfolio/policies.ts';
import type { Policies, PolicyNeeds } from './portfolio/policies.ts';
import { projectionSettings } from './projection-settings.ts';
import { fileStep } from './reading.ts';
import type { Reading } from './reading.ts';
import { readScenarios } from './scenario-file.ts';
import type { ScenarioFile } from './scenario-file.ts';

/** A file is null where it could not be used, and where the config names none. */
export interface InputFiles extends AssumptionFiles {
  readonly policies: Policies | null;
  readonly scenarios: ScenarioFile | null;
  readonly base: Curve | null;
  /** In the order of the config. */
  readonly data: readonly (DataTable | null)[];
}

export interface AssumptionFiles {
  readonly mortality: MortalityTable | null;
  readonly lapse: LapseTable | null;
  readonly expenses: ExpenseTable | null;
  readonly product: ProductTable | null;
}

/** The tables come first, because they say which columns of the portfolio are needed. */
export async function readFiles(reading: Reading): Promise<InputFiles> {
  const { policies, assumptions, scenarios } = reading.request.config;
  const { product } = assumptions;
  const tables: AssumptionFiles = {
    mortality: await fileStep(reading, 'mortality', assumptions.mortality, readMortality),
    lapse: await fileStep(reading, 'lapse', assumptions.lapse, readLapse),
    expenses: await fileStep(reading, 'expenses', assumptions.expenses, readExpenses),
    product:
      product === undefined ? null : await fileStep(reading, 'product', product, readProduct),
  };
  return {
    ...tables,
    policies: await policiesStep(reading, policies, policyNeeds(reading, tables)),
    scenarios: 'file' in scenarios ? await scenariosStep(reading, scenarios) : null,
    base:
      scenarios.base === undefined
        ? null
        : await fileStep(reading, 'base', scenarios.base, readCurve),
    data: await dataSteps(reading),
  };
}

/** One after the other, so that one file at a time is being decoded (I6). */
async function dataSteps(reading: Reading): Promise<readonly (DataTable | null)[]> {
  const tables: (DataTable | null)[] = [];
  for (const [name, reference] of Object.entries(reading.request.config.data)) {
    const table = await fileStep(reading, `data.${name}`, reference, (request, file, problems) =>
      readDataTable(request, name, file, problems),
    );
    tables.push(table);
  }
  return tables;
}

function policiesStep(
  reading: Reading,
  reference: string,
  needs: PolicyNeeds,
): Promise<Policies | null> {
  const options = [
    needs.carryColumns,
    needs.tableHasProducts,
    JSON.stringify([...needs.columns.keys()].sort()),
  ];
  return fileStep(
    reading,
    'policies',
    reference,
    (request, file, problems) => readPolicies(request, file, needs, problems),
    options,
  );
}

function scenariosStep(
  reading: Reading,
  scenarios: Parameters<typeof readScenarios>[1],
): Promise<ScenarioFile | null> {
  return fileStep(
    reading,
    'scenarios',
    scenarios.file,
    (request, _, problems) => readScenarios(request, scenarios, problems),
    [scenarios.values],
  );
}

function policyNeeds({ request }: Reading, tables: AssumptionFiles): PolicyNeeds {
  const { config, carryColumns } = request;
  const columns = new Map<string, string>();
  const need = (column: string, reason: string): void => {
    if (!columns.has(column)) columns.set(column, reason);
  };
  const keyed = Object.values(tables).filter((table): table is KeyedTable<never> => table !== null);
  const isKeyedBy = (key: KeyName): boolean => keyed.some(({ keys }) => keys.includes(key));
  for (const key of keyNames.filter(isKeyedBy)) {
    const files = keyed.filter(({ keys }) => keys.includes(key)).map(({ file }) => file);
    need(key, `by which ${files.join(' and ')} ${files.length === 1 ? 'is' : 'are'} keyed`);
  }
  for (const column of config.groupBy ?? []) need(column, 'which groupBy names');
  if (projectionSettings(config).lapseReference === 'column') {
    need('reference_rate', 'which projection.dynamicLapse.reference names');
  }
  const expected = Object.keys(config.assumptions).length;
  // A table that could not be read may say which products there are.
  const tableHasProducts = isKeyedBy('product_type') || keyed.length < expected;
  return { carryColumns, columns, tableHasProducts };
}
