/** Inputs made from formulas, for tests: the public benchmark's portfolio, or a random one. */
import { runConfigSchema, type RunConfig } from '../../contracts/config.ts';
import type { BlockColumn, RunInputs } from '../../contracts/run-inputs.ts';
import type { NumericArray } from '../../contracts/table.ts';

const ages = 121;

export interface SamplePolicy {
  readonly age: number;
  readonly isFemale: boolean;
  readonly sumAssured: number;
  readonly premium: number;
  readonly term: number;
}

/** The i-th policy of the public benchmark portfolio. */
export function benchmarkPolicy(index: number): SamplePolicy {
  const sumAssured = 50_000 * (1 + (index % 10));
  return {
    age: 25 + (index % 40),
    isFemale: index % 3 === 0,
    sumAssured,
    premium: 0.005 * sumAssured + 100,
    term: 10 + (index % 21),
  };
}

/** q[male][age] = min(1e-4 + 1e-5 age^2, 1); female 0.7 of it. Shape [2, 121]. */
export function benchmarkMortality(): Float64Array {
  return Float64Array.from({ length: 2 * ages }, (_, cell) => {
    const age = cell % ages;
    const male = Math.min(1e-4 + 1e-5 * age * age, 1);
    return cell < ages ? male : 0.7 * male;
  });
}

const lapseRates = [0.15, 0.12, 0.1, 0.08, 0.07, 0.06, 0.05, 0.04, 0.04];

export function sampleInputs(policies: readonly SamplePolicy[]): RunInputs {
  const horizonYears = policies.reduce((longest, { term }) => Math.max(longest, term), 1);
  const f64 = (name: string, of: (policy: SamplePolicy) => number): BlockColumn =>
    column(name, Float64Array.from(policies, of), [policies.length]);
  const u32 = (name: string, of: (policy: SamplePolicy) => number): BlockColumn =>
    column(name, Uint32Array.from(policies, of), [policies.length]);
  const i32 = (name: string, of: (policy: SamplePolicy) => number): BlockColumn =>
    column(name, Int32Array.from(policies, of), [policies.length]);
  const lapse = Array.from({ length: horizonYears }, (_, year) => lapseRates[year] ?? 0.03);
  return {
    policyCount: policies.length,
    horizonYears,
    policies: {
      columns: [
        u32('age', (policy) => policy.age),
        u32('term', (policy) => policy.term),
        i32('mortality_start', (policy) => (policy.isFemale ? ages : 0) + policy.age),
        u32('end_year', (policy) => policy.term),
        f64('policy_count', () => 1),
        f64('sum_assured', (policy) => policy.sumAssured),
        f64('premium', (policy) => policy.premium),
      ],
    },
    assumptions: {
      columns: [
        column('mortality', benchmarkMortality(), [2 * ages]),
        column('lapse', Float64Array.from(lapse), [horizonYears]),
        column('expenses', Float64Array.of(500, 50, 0.05, 100), [1, 4]),
        column('class_lapse_start', Int32Array.of(0), [1]),
        column('class_first_year', Uint32Array.of(0), [1]),
      ],
    },
    scenarios: null,
    data: {},
    base: null,
    groups: null,
    modelPoints: null,
    policyTable: {
      name: 'policies',
      length: policies.length,
      columns: [
        { name: 'policy_id', type: 'u32', values: Uint32Array.from(policies, (_, row) => row + 1) },
      ],
    },
    scenarioIds: null,
    summaries: [],
    warnings: [],
  };
}

function column(name: string, values: NumericArray, shape: readonly number[]): BlockColumn {
  const type =
    values instanceof Float64Array ? 'f64' : values instanceof Int32Array ? 'i32' : 'u32';
  return { name, type, values, shape };
}

/** A config for made-up inputs; its file references are never opened. */
export function sampleConfig(changes: Readonly<Record<string, unknown>> = {}): RunConfig {
  return runConfigSchema.parse({
    policies: 'local://policies.parquet',
    assumptions: {
      mortality: 'local://mortality.csv',
      lapse: 'local://lapse.csv',
      expenses: 'local://expenses.csv',
    },
    scenarios: { model: 'gbm', count: 100 },
    ...changes,
  });
}
