/** One policy under a level rate of interest: a model of a few lines. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { RunConfigInput } from '../../contracts/config.ts';
import { askOracle, hasPython, type Kind } from '../random-models/ask-oracle.ts';
import { csvText } from '../random-models/csv-text.ts';
import { valueFolder } from '../value-folder.ts';

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

const componentKinds = {
  premiums: 'premium',
  death: 'death',
  surrender: 'surrender',
  maturity: 'maturity',
  expenses: 'expense',
} as const satisfies Record<Exclude<keyof PolicyValue, 'npv'>, Kind>;
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

async function writeModel(folder: string, asked: OnePolicy): Promise<void> {
  const files = filesOf(asked);
  const tables = ['mortality', 'lapse', 'expenses', ...('product' in files ? ['product'] : [])];
  const config: RunConfigInput = {
    policies: 'local://policies.csv',
    assumptions: Object.fromEntries(
      tables.map((name) => [name, `local://${name}.csv`]),
    ) as RunConfigInput['assumptions'],
    scenarios: { file: 'local://scenarios.csv' },
    projection: asked.projection ?? {},
    output: {
      tables: ['scenarios'],
      columns: { scenarios: Object.keys(componentKinds).map((name) => `pv_${name}`) },
    },
  };
  await writeFile(path.join(folder, 'livecalc.config.json'), JSON.stringify(config));
  for (const [name, text] of Object.entries(files)) {
    await writeFile(path.join(folder, `${name}.csv`), text);
  }
}

async function byEngine(folder: string): Promise<PolicyValue> {
  const { tables } = await valueFolder(folder);
  const value = (name: string): number =>
    Number(tables[0]!.columns.find((column) => column.name === name)!.values[0]);
  const parts = Object.keys(componentKinds).map((name) => [name, value(`pv_${name}`)]);
  return { npv: value('npv'), ...Object.fromEntries(parts) } as PolicyValue;
}

async function byOracle(folder: string): Promise<PolicyValue> {
  const { npv, components } = await askOracle(folder);
  const parts = Object.entries(componentKinds).map(([name, kind]) => [name, components[kind][0]]);
  return { npv: npv[0], ...Object.fromEntries(parts) } as PolicyValue;
}

export type Valuer = (asked: OnePolicy) => Promise<PolicyValue>;

function valuerOf(valueModel: (folder: string) => Promise<PolicyValue>): Valuer {
  return async (asked) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'livecalc-worked-'));
    try {
      await writeModel(folder, asked);
      return await valueModel(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** Both must find the values: an oracle that errs as the engine does would prove nothing. */
export const valuers: readonly { readonly by: string; readonly valuePolicy: Valuer }[] = [
  { by: 'engine', valuePolicy: valuerOf(byEngine) },
  ...(hasPython() ? [{ by: 'oracle', valuePolicy: valuerOf(byOracle) }] : []),
];

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
