/** A model of a few policies as a submission, made from formulas. */
import type { SubmissionInput } from '../../contracts/wire/submission.ts';

const ages = Array.from({ length: 121 }, (_, age) => age);
const years = Array.from({ length: 50 }, (_, index) => index + 1);

const files = {
  'mortality.csv': csv('age,male_qx,female_qx', ages, (age) => {
    const rate = Math.min(1e-4 + 1e-5 * age * age, 1);
    return `${age},${rate},${rate * 0.7}`;
  }),
  'lapse.csv': csv('year,lapse_rate', years, (year) => `${year},0.05`),
  'expenses.csv':
    'name,value\nper_policy_acquisition,500\nper_policy_maintenance,50\npercent_of_premium,0.05\nclaim_expense,100\n',
};

export const smallConfig = {
  policies: 'local://policies.csv',
  assumptions: {
    mortality: 'local://mortality.csv',
    lapse: 'local://lapse.csv',
    expenses: 'local://expenses.csv',
  },
  scenarios: { model: 'gbm', count: 100, seed: 7 },
};

export interface SmallModel {
  readonly policies?: number;
  /** Merged over the configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** policies.csv of so many rows, no two alike. */
export function policiesCsv(policies: number): string {
  const rows = Array.from({ length: policies }, (_, index) => index);
  return csv(
    'policy_id,age,gender,sum_assured,premium,term,product_type,underwriting_class',
    rows,
    (row) => {
      const [age, term] = [20 + (row % 40), 5 + (row % 26)];
      const sum = 50_000 + row;
      return `${row + 1},${age},${row % 3 === 0 ? 'F' : 'M'},${sum},${sum / 200},${term},Term,Standard`;
    },
  );
}

export function smallSubmission({ policies = 10, config = {} }: SmallModel = {}): SubmissionInput {
  const texts = { ...files, 'policies.csv': policiesCsv(policies) };
  const assets = Object.entries(texts).map(([path, text]) => [path, { text }] as const);
  return { config: { ...smallConfig, ...config }, assets: Object.fromEntries(assets) };
}

function csv<T>(header: string, rows: readonly T[], line: (row: T) => string): string {
  return [header, ...rows.map(line), ''].join('\n');
}

/** Quantiles by policy do not factor: about a second for 40,000 scenarios, two threads. */
export function slowSubmission(scenarios: number): SubmissionInput {
  return smallSubmission({
    policies: 2000,
    config: {
      scenarios: { model: 'gbm', count: scenarios },
      output: { tables: ['policies'], columns: { policies: ['p5', 'p95'] } },
    },
  });
}
