/** A model of a few policies in a temporary folder, made from formulas. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** Files by name; a file that is null is left out. */
export type ModelFiles = Readonly<Record<string, string | Uint8Array | null>>;

const smallConfig = {
  policies: 'local://policies.csv',
  assumptions: {
    mortality: 'local://mortality.csv',
    lapse: 'local://lapse.csv',
    expenses: 'local://expenses.csv',
  },
  scenarios: { model: 'gbm', count: 100, seed: 7 },
  output: { dir: 'out', format: 'csv' },
};

const policyHeader =
  'policy_id,age,gender,sum_assured,premium,term,product_type,underwriting_class';

/** Rows of policies.csv, a row changed by its number from 1. */
export function policiesCsv(changes: Readonly<Record<number, string>> = {}, rows = 10): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const gender = index % 3 === 0 ? 'F' : 'M';
    const sum = 50_000 * (1 + index);
    const line = `${index + 1},${25 + index},${gender},${sum},${sum / 200 + 100},${10 + index},Term,Standard`;
    return changes[index + 1] ?? line;
  });
  return [policyHeader, ...lines, ''].join('\n');
}

/** mortality.csv for ages 0 to 120, without those in `missing`. */
export function mortalityCsv(missing: readonly number[] = []): string {
  const ages = Array.from({ length: 121 }, (_, age) => age).filter((age) => !missing.includes(age));
  const lines = ages.map((age) => {
    const rate = Math.min(1e-4 + 1e-5 * age * age, 1);
    return `${age},${rate},${rate * 0.7}`;
  });
  return ['age,male_qx,female_qx', ...lines, ''].join('\n');
}

/** lapse.csv of `years` years. */
export function lapseCsv(years = 50): string {
  const lines = Array.from({ length: years }, (_, index) => `${index + 1},0.05`);
  return ['year,lapse_rate', ...lines, ''].join('\n');
}

const expensesCsv = `name,value
per_policy_acquisition,500
per_policy_maintenance,50
percent_of_premium,0.05
claim_expense,100
`;

/** The model's folder, removed after the test. `config` is merged over a small configuration. */
export function smallModel(config: object = {}, files: ModelFiles = {}): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'livecalc-model-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const all: ModelFiles = {
    'livecalc.config.json': JSON.stringify({ ...smallConfig, ...config }, null, 2),
    'policies.csv': policiesCsv(),
    'mortality.csv': mortalityCsv(),
    'lapse.csv': lapseCsv(),
    'expenses.csv': expensesCsv,
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    if (content !== null) writeFileSync(path.join(folder, name), content);
  }
  return folder;
}
