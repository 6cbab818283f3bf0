/**
 * Makes the files of this example, from formulas and an integer generator: only + - * / min and
 * rounding, so that the bytes are the same on every machine.
 *
 *   node examples/term-life/generate.ts
 */
import { pathToFileURL } from 'node:url';
import type { Table } from '../../contracts/table.ts';
import {
  integerGenerator,
  roundRate,
  table,
  writeExample,
  type ExampleTables,
} from '../example-tables.ts';
import { netPremiumRate, type MortalityRates } from './net-premium.ts';

const policyCount = 10_000;
const lastAge = 120;
const lapseYears = 50;
const curveYears = 30;

/** Makeham's law q = a + b * c^age, capped at 1; women at 70 % of it. */
const makeham = { a: 0.0003, b: 0.00002, c: 1.1, womenShare: 0.7 };
const expenses = {
  per_policy_acquisition: 350,
  per_policy_maintenance: 45,
  percent_of_premium: 0.05,
  claim_expense: 150,
};

/** Every table of the example by its file. */
export function exampleTables(): ExampleTables {
  const mortality = mortalityRates();
  return {
    'policies.parquet': policies(mortality),
    'mortality.csv': mortalityTable(mortality),
    'lapse.csv': lapseTable(),
    'curve.csv': flatCurve(),
    'expenses.csv': expensesTable(),
  };
}

function mortalityRates(): MortalityRates {
  let power = 1;
  const male = Float64Array.from({ length: lastAge + 1 }, () => {
    const rate = Math.min(makeham.a + makeham.b * power, 1);
    power *= makeham.c;
    return roundRate(rate);
  });
  return { M: male, F: male.map((rate) => roundRate(rate * makeham.womenShare)) };
}

function mortalityTable({ M, F }: MortalityRates): Table {
  return table('mortality', [
    { name: 'age', type: 'u32', values: Uint32Array.from(M.keys()) },
    { name: 'male_qx', type: 'f64', values: M },
    { name: 'female_qx', type: 'f64', values: F },
  ]);
}

/** 14 % in the first year, falling by a point a year to 3 %. */
function lapseTable(): Table {
  const years = Uint32Array.from({ length: lapseYears }, (_, index) => index + 1);
  const rates = Float64Array.from(years, (year) => Math.max(15 - year, 3) / 100);
  return table('lapse', [
    { name: 'year', type: 'u32', values: years },
    { name: 'lapse_rate', type: 'f64', values: rates },
  ]);
}

/** A curve to hold the scenarios against: flat at the rate they start from. */
function flatCurve(): Table {
  const years = Uint32Array.from({ length: curveYears }, (_, index) => index + 1);
  return table('curve', [
    { name: 'year', type: 'u32', values: years },
    { name: 'rate', type: 'f64', values: new Float64Array(curveYears).fill(0.04) },
  ]);
}

function expensesTable(): Table {
  return table('expenses', [
    { name: 'name', type: 'utf8', values: Object.keys(expenses) },
    { name: 'value', type: 'f64', values: Float64Array.from(Object.values(expenses)) },
  ]);
}

interface Policy {
  readonly age: number;
  readonly gender: 'M' | 'F';
  readonly term: number;
  readonly sumAssured: number;
  readonly premium: number;
  readonly underwritingClass: string;
}

/** Ages 20 to 60, terms 5 to 30, sums of 50,000 to 1,000,000. */
function policies(mortality: MortalityRates): Table {
  const random = integerGenerator(20_240_601);
  const rows = Array.from({ length: policyCount }, () => randomPolicy(random, mortality));
  const numbers = (of: (policy: Policy) => number): Float64Array => Float64Array.from(rows, of);
  return table('policies', [
    { name: 'policy_id', type: 'u32', values: Uint32Array.from(rows.keys(), (index) => index + 1) },
    { name: 'age', type: 'u32', values: Uint32Array.from(rows, ({ age }) => age) },
    { name: 'gender', type: 'utf8', values: rows.map(({ gender }) => gender) },
    { name: 'sum_assured', type: 'f64', values: numbers(({ sumAssured }) => sumAssured) },
    { name: 'premium', type: 'f64', values: numbers(({ premium }) => premium) },
    { name: 'term', type: 'u32', values: Uint32Array.from(rows, ({ term }) => term) },
    { name: 'product_type', type: 'utf8', values: rows.map(() => 'Term') },
    {
      name: 'underwriting_class',
      type: 'utf8',
      values: rows.map(({ underwritingClass }) => underwritingClass),
    },
  ]);
}

const underwritingClasses = [
  { name: 'Standard', loading: 1.2 },
  { name: 'NonSmoker', loading: 1.05 },
  { name: 'Smoker', loading: 1.5 },
] as const;

function randomPolicy(random: (below: number) => number, mortality: MortalityRates): Policy {
  const age = 20 + random(41);
  const term = 5 + random(26);
  const gender = random(2) === 0 ? 'M' : 'F';
  const sumAssured = 50_000 + random(950_001);
  const { name, loading } = underwritingClasses[random(3)] ?? underwritingClasses[0];
  const rate = netPremiumRate(mortality[gender], age, term);
  const gross = rate * sumAssured * loading + expenses.per_policy_maintenance;
  const premium = Math.round((gross / (1 - expenses.percent_of_premium)) * 100) / 100;
  return { age, gender, term, sumAssured, premium, underwritingClass: name };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeExample(import.meta.dirname, exampleTables());
}
