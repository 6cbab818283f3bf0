/** One policy under a level rate of interest: a model of a few lines. */
import { runConfigSchema, type RunConfigInput } from '../../contracts/config.ts';
import { nodeEngines } from '../../engines-wasm/node/engine-files.ts';
import { nodePlatform } from '../../runtime/node/platform.ts';
import { runValuation } from '../../runtime/run-valuation.ts';
import { memorySource } from '../../tables/byte-source.ts';
import { loadInputs } from '../../tables/inputs/load-inputs.ts';
import { csvText } from '../random-models/csv-text.ts';

type Row = Readonly<Record<string, string | number>>;

export interface OnePolicy {
  /** Changes to a policy of sum assured 1 and premium 1, aged 40, M, Term, of 10 years. */
  readonly policy: Row;
  /** Rows of the mortality table. */
  readonly mortality: readonly Row[];
  /** Level rate of lapse; none by default. */
  readonly lapse?: number;
  /** Level short rate. */
  readonly interest: number;
  /** The same for all years, or a row for each. */
  readonly product?: readonly Row[];
  readonly expenses?: Row;
  readonly projection?: RunConfigInput['projection'];
}

/** Expected present values. */
export interface PolicyValue {
  readonly npv: number;
  readonly premiums: number;
  readonly death: number;
  readonly surrender: number;
  readonly maturity: number;
  readonly expenses: number;
}

const components = ['premiums', 'death', 'surrender', 'maturity', 'expenses'] as const;
const longestYears = 120;
const noExpenses = {
  per_policy_acquisition: 0,
  per_policy_maintenance: 0,
  percent_of_premium: 0,
  claim_expense: 0,
};

function csvOf(rows: readonly Row[]): string {
  return csvText(
    Object.keys(rows[0]!),
    rows.map((row) => Object.values(row)),
  );
}

function filesOf(asked: OnePolicy): Record<string, string> {
  const policy: Row = {
    policy_id: 1,
    age: 40,
    gender: 'M',
    sum_assured: 1,
    premium: 1,
    term: 10,
    product_type: 'Term',
    ...asked.policy,
  };
  const years = Array.from({ length: longestYears }, (_, index) => index + 1);
  return {
    policies: csvOf([policy]),
    mortality: csvOf(asked.mortality),
    lapse: csvOf(years.map((year) => ({ year, lapse_rate: asked.lapse ?? 0 }))),
    expenses: csvOf(
      Object.entries({ ...noExpenses, ...asked.expenses }).map(([name, value]) => ({
        name,
        value,
      })),
    ),
    scenarios: csvOf([
      { scenario_id: 0, ...Object.fromEntries(years.map((y) => [`year_${y}`, asked.interest])) },
    ]),
    ...(asked.product === undefined ? {} : { product: csvOf(asked.product) }),
  };
}

export async function valuePolicy(asked: OnePolicy): Promise<PolicyValue> {
  const files = filesOf(asked);
  const tables = Object.keys(files).filter((name) => name !== 'policies' && name !== 'scenarios');
  const config = runConfigSchema.parse({
    policies: 'local://policies',
    assumptions: Object.fromEntries(tables.map((name) => [name, `local://${name}`])),
    scenarios: { file: 'local://scenarios' },
    projection: asked.projection ?? {},
    output: {
      tables: ['scenarios'],
      columns: { scenarios: components.map((name) => `pv_${name}`) },
    },
  });
  const platform = nodePlatform();
  const inputs = await loadInputs({
    config,
    open: async (reference) => {
      const name = reference.replace('local://', '');
      return memorySource(`${name}.csv`, new TextEncoder().encode(files[name]));
    },
    createSha256: platform.createSha256,
    carryColumns: false,
  });
  const { tables: results } = await runValuation({
    config,
    inputs,
    engines: nodeEngines(),
    platform,
  });
  const value = (name: string): number =>
    Number(results[0]!.columns.find((column) => column.name === name)!.values[0]);
  return {
    npv: value('npv'),
    premiums: value('pv_premiums'),
    death: value('pv_death'),
    surrender: value('pv_surrender'),
    maturity: value('pv_maturity'),
    expenses: value('pv_expenses'),
  };
}

/** Rows of a product table: level factors over all years, but for those that `change` gives. */
export function productRows(
  productType: string,
  change: (year: number) => Row,
  years = longestYears,
): Row[] {
  return Array.from({ length: years }, (_, index) => ({
    product_type: productType,
    policy_year: index + 1,
    death_factor: 1,
    maturity_factor: 0,
    surrender_factor: 0,
    surrender_basis: 'sum_assured',
    premium_factor: 1,
    ...change(index + 1),
  }));
}

/** Rows of a mortality table by age, the same for both genders. */
export function mortalityRows(rate: (age: number) => number, first = 20, last = 130): Row[] {
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const age = first + index;
    return { age, male_qx: rate(age), female_qx: rate(age) };
  });
}
