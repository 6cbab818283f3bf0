/**
 * A portfolio with the keys of a real one: whole years, a few products, classes and generations of
 * guaranteed rates, rounded sums assured.
 *
 * Its make-up, from independent draws unless said otherwise:
 * - age at entry 18 to 65, a bell around 41 (the sum of three uniform draws); gender even;
 * - term 10 (15 %), 12 (10 %), 15 (15 %), 20 (25 %), 25 (15 %), 30 (15 %) or 35 years (5 %), cut so
 *   that no policy ends after age 85;
 * - completed years: of at most 25 and less than the term, recent business more often (the product of two
 *   draws);
 * - reference_rate: seven generations by year of issue, valued at the end of 2024: those that the
 *   German maximum for new business went through since 2000;
 * - product_type Term (60 %) or Endowment (40 %); underwriting_class NonSmoker (70 %), Smoker (20 %)
 *   or Standard (10 %);
 * - sum assured in steps of 10,000 to 500,000 (Term) or of 5,000 to 100,000 (Endowment), small sums
 *   more often; premiums to the cent.
 *
 * A million policies have 52,803 distinct combinations of everything but the amounts; 20,863 where
 * the tables tell no classes apart, and 10,871 where they tell no products apart either.
 */
import type { Table } from '../contracts/table.ts';
import { uniformGenerator } from './uniform-generator.ts';

const seed = 19_930_115;
const valuationYear = 2024;
const longestDuration = 24;
const lastAge = 85;

type Weighted<T> = readonly (readonly [value: T, weight: number])[];

const terms: Weighted<number> = [
  [10, 0.15],
  [12, 0.1],
  [15, 0.15],
  [20, 0.25],
  [25, 0.15],
  [30, 0.15],
  [35, 0.05],
];
const products: Weighted<'Term' | 'Endowment'> = [
  ['Term', 0.6],
  ['Endowment', 0.4],
];
const underwritingClasses: Weighted<string> = [
  ['NonSmoker', 0.7],
  ['Smoker', 0.2],
  ['Standard', 0.1],
];

/** From the year of issue on; newest first. */
const guaranteedRates = [
  [2022, 0.0025],
  [2017, 0.009],
  [2015, 0.0125],
  [2012, 0.0175],
  [2007, 0.0225],
  [2004, 0.0275],
  [2000, 0.0325],
] as const;

/** The same on every machine. */
export function realisticPortfolio(policyCount: number): Table {
  const uniform = uniformGenerator(seed);
  const rows = Array.from({ length: policyCount }, () => drawPolicy(uniform));
  const u32 = (of: (policy: DrawnPolicy) => number): Uint32Array => Uint32Array.from(rows, of);
  const f64 = (of: (policy: DrawnPolicy) => number): Float64Array => Float64Array.from(rows, of);
  return {
    name: 'policies',
    length: policyCount,
    columns: [
      { name: 'policy_id', type: 'u32', values: Uint32Array.from(rows, (_, row) => row + 1) },
      { name: 'age', type: 'u32', values: u32(({ age }) => age) },
      { name: 'gender', type: 'utf8', values: rows.map(({ gender }) => gender) },
      { name: 'sum_assured', type: 'f64', values: f64(({ sumAssured }) => sumAssured) },
      { name: 'premium', type: 'f64', values: f64(premium) },
      { name: 'term', type: 'u32', values: u32(({ term }) => term) },
      { name: 'product_type', type: 'utf8', values: rows.map(({ product }) => product) },
      {
        name: 'underwriting_class',
        type: 'utf8',
        values: rows.map((row) => row.underwritingClass),
      },
      { name: 'duration_years', type: 'u32', values: u32(({ duration }) => duration) },
      { name: 'reference_rate', type: 'f64', values: f64(guaranteedRate) },
    ],
  };
}

interface DrawnPolicy {
  readonly age: number;
  readonly gender: 'M' | 'F';
  readonly term: number;
  readonly duration: number;
  readonly product: 'Term' | 'Endowment';
  readonly underwritingClass: string;
  readonly sumAssured: number;
}

function drawPolicy(uniform: () => number): DrawnPolicy {
  const age = 18 + Math.floor(16 * (uniform() + uniform() + uniform()));
  const term = Math.min(pick(terms, uniform()), lastAge - age);
  const recent = uniform() * uniform();
  const product = pick(products, uniform());
  const [step, steps] = product === 'Term' ? [10_000, 50] : [5_000, 20];
  return {
    age,
    gender: uniform() < 0.5 ? 'M' : 'F',
    term,
    duration: Math.floor(Math.min(term, longestDuration + 1) * recent),
    product,
    underwritingClass: pick(underwritingClasses, uniform()),
    sumAssured: step * (1 + Math.floor(steps * uniform() * uniform())),
  };
}

function pick<T>(choices: Weighted<T>, at: number): T {
  let left = at;
  for (const [value, weight] of choices) {
    if (left < weight) return value;
    left -= weight;
  }
  // The weights add up to 1 but for rounding.
  return choices.at(-1)![0];
}

function guaranteedRate({ duration }: DrawnPolicy): number {
  const issued = valuationYear - duration;
  return guaranteedRates.find(([from]) => issued >= from)![1];
}

/** Per year, to the cent. */
function premium({ age, term, product, sumAssured }: DrawnPolicy): number {
  const risk = 0.001 + 0.00015 * (age - 18);
  const savings = product === 'Endowment' ? 1 / (term + 1) : 0;
  return Math.floor(100 * sumAssured * (risk + savings) + 0.5) / 100;
}
