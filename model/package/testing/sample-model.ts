/** A model of three policies in a temporary folder, with a table that lies outside it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

const rows = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => `${row(index)}\n`).join('');

const mortality = `age,male_qx,female_qx\n${rows(121, (age) => `${age},${age / 200},${age / 250}`)}`;
const lapse = `year,lapse_rate\n${rows(30, (year) => `${year + 1},0.05`)}`;

/** By path from the parent of the model's folder. */
const files: Readonly<Record<string, string>> = {
  'model/policies.csv':
    'policy_id,age,gender,sum_assured,premium,term,product_type,underwriting_class\n' +
    '1,30,M,50000,350,10,Term,Standard\n2,40,F,60000,450,12,Term,Standard\n3,50,M,70000,900,9,Term,Standard\n',
  'model/tables/lapse.csv': lapse,
  'model/tables/lapse-high.csv': lapse.replaceAll('0.05', '0.08'),
  'model/tables/expenses.csv':
    'name,value\nper_policy_acquisition,500\nper_policy_maintenance,50\npercent_of_premium,0.05\nclaim_expense,100\n',
  'shared/mortality.csv': mortality,
};

export const sampleModelConfig = {
  $schema: '/home/someone/livecalc.schema.json',
  policies: 'local://policies.csv',
  assumptions: {
    mortality: 'local://../shared/mortality.csv',
    lapse: 'local://./tables/lapse.csv',
    expenses: 'local://tables/expenses.csv',
  },
  scenarios: {
    model: 'vasicek',
    count: 8,
    parameters: { initial: -0, meanReversion: 0.1, longTermMean: 0.02, volatility: 0.01 },
  },
  sensitivities: [
    { name: 'lapse up', set: { 'assumptions.lapse': 'local://tables/lapse-high.csv' } },
    { name: 'mortality up', set: { projection: { mortalityMultiplier: 1.1 } } },
  ],
  output: { dir: '/srv/results' },
};

/** The model's folder; its parent, which is removed after the test, is new every time. */
export async function sampleModel(config: object = {}): Promise<string> {
  const parent = await mkdtemp(path.join(os.tmpdir(), 'livecalc-pack-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const text = JSON.stringify({ ...sampleModelConfig, ...config });
  const all = {
    ...files,
    'model/livecalc.config.json': text.replace('"initial":0', '"initial":-0'),
  };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(parent, name)), { recursive: true });
    await writeFile(path.join(parent, name), content);
  }
  return path.join(parent, 'model');
}
