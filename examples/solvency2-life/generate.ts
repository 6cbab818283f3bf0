/**
 * Makes the files of this example, from formulas and an integer generator: only + - * / min and
 * rounding, so that the bytes are the same on every machine.
 *
 *   node examples/solvency2-life/generate.ts
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
import { grossPremium } from './gross-premium.ts';
import { lastAge, lastPolicyYear, products, type Product } from './products.ts';

const policyCount = 2000;

/** Makeham's law q = a + b * c^age, capped at 1; women at 60 % of it, smokers at 170 %. */
const makeham = { a: 0.0002, b: 0.00001, c: 1.105, womenShare: 0.6 };
const underwritingClasses = [
  { name: 'NonSmoker', share: 1 },
  { name: 'Smoker', share: 1.7 },
] as const;

/** Every table of the example by its file. */
export function exampleTables(): ExampleTables {
  return {
    'policies.parquet': policies(),
    'mortality.csv': mortalityTable(),
    'lapse.csv': lapseTable(),
    'expenses.csv': expensesTable(),
    'product.csv': productTable(),
  };
}

/** By age, from age 0. */
function deathRates(share: number): Float64Array {
  let power = 1;
  return Float64Array.from({ length: lastAge + 1 }, () => {
    const rate = (makeham.a + makeham.b * power) * share;
    power *= makeham.c;
    return roundRate(Math.min(rate, 1));
  });
}

function mortalityTable(): Table {
  const ages = Array.from({ length: lastAge + 1 }, (_, age) => age);
  const rows = underwritingClasses.flatMap(({ name, share }) => {
    const men = deathRates(share);
    const women = deathRates(share * makeham.womenShare);
    return ages.map((age) => ({ age, name, male: men[age]!, female: women[age]! }));
  });
  return table('mortality', [
    { name: 'age', type: 'u32', values: Uint32Array.from(rows, ({ age }) => age) },
    { name: 'underwriting_class', type: 'utf8', values: rows.map(({ name }) => name) },
    { name: 'male_qx', type: 'f64', values: Float64Array.from(rows, ({ male }) => male) },
    { name: 'female_qx', type: 'f64', values: Float64Array.from(rows, ({ female }) => female) },
  ]);
}

interface ProductYear {
  readonly product: Product;
  readonly year: number;
}

/** Every policy year that somebody can be in. */
function productYears(): ProductYear[] {
  return products.flatMap((product) =>
    Array.from({ length: lastPolicyYear(product, product.ages[0]) }, (_, index) => ({
      product,
      year: index + 1,
    })),
  );
}

function lapseTable(): Table {
  const rows = productYears();
  const rates = Float64Array.from(rows, ({ product, year }) => product.lapseRate(year));
  return table('lapse', [
    { name: 'product_type', type: 'utf8', values: rows.map(({ product }) => product.name) },
    { name: 'year', type: 'u32', values: Uint32Array.from(rows, ({ year }) => year) },
    { name: 'lapse_rate', type: 'f64', values: rates },
  ]);
}

/** A column for each product. */
function expensesTable(): Table {
  const names = [
    'per_policy_acquisition',
    'per_policy_maintenance',
    'percent_of_premium',
    'claim_expense',
  ];
  return table('expenses', [
    { name: 'name', type: 'utf8', values: names },
    ...products.map(({ name, expenses }) => ({
      name,
      type: 'f64' as const,
      values: Float64Array.of(...expenses, 0.04, 200),
    })),
  ]);
}

function productTable(): Table {
  const rows = productYears();
  const factor = (of: (row: ProductYear) => number): Float64Array =>
    Float64Array.from(rows, (row) => roundRate(of(row)));
  return table('product', [
    { name: 'product_type', type: 'utf8', values: rows.map(({ product }) => product.name) },
    { name: 'policy_year', type: 'u32', values: Uint32Array.from(rows, ({ year }) => year) },
    {
      name: 'death_factor',
      type: 'f64',
      values: factor(({ product, year }) => product.deathFactor(year)),
    },
    {
      name: 'maturity_factor',
      type: 'f64',
      values: factor(({ product, year }) => (year === product.term ? product.maturityFactor : 0)),
    },
    {
      name: 'surrender_factor',
      type: 'f64',
      values: factor(({ product, year }) => product.surrenderFactor(year)),
    },
    { name: 'surrender_basis', type: 'utf8', values: rows.map(() => 'premiums_paid') },
  ]);
}

interface Policy {
  readonly product: Product;
  readonly age: number;
  readonly gender: 'M' | 'F';
  readonly underwritingClass: string;
  readonly sumAssured: number;
  readonly premium: number;
  readonly duration: number;
}

/** In force: up to 15 years old, none at its end. */
function randomPolicy(random: (below: number) => number): Policy {
  const product = products[random(products.length)]!;
  const [from, below] = product.ages;
  const age = from + random(below - from);
  const gender = random(2) === 0 ? 'M' : 'F';
  const { name, share } = underwritingClasses[random(4) === 0 ? 1 : 0];
  const sumAssured = 1000 * (20 + random(181));
  const rates = deathRates(gender === 'M' ? share : share * makeham.womenShare);
  const premium = grossPremium(product, rates, age, sumAssured);
  const duration = random(Math.min(product.term, 16));
  return { product, age, gender, underwritingClass: name, sumAssured, premium, duration };
}

function policies(): Table {
  const random = integerGenerator(20_241_231);
  const rows = Array.from({ length: policyCount }, () => randomPolicy(random));
  const whole = (of: (policy: Policy) => number): Uint32Array => Uint32Array.from(rows, of);
  const numbers = (of: (policy: Policy) => number): Float64Array => Float64Array.from(rows, of);
  return table('policies', [
    { name: 'policy_id', type: 'u32', values: Uint32Array.from(rows.keys(), (index) => index + 1) },
    { name: 'product_type', type: 'utf8', values: rows.map(({ product }) => product.name) },
    { name: 'age', type: 'u32', values: whole(({ age }) => age) },
    { name: 'gender', type: 'utf8', values: rows.map(({ gender }) => gender) },
    {
      name: 'underwriting_class',
      type: 'utf8',
      values: rows.map(({ underwritingClass }) => underwritingClass),
    },
    { name: 'duration_years', type: 'u32', values: whole(({ duration }) => duration) },
    { name: 'term', type: 'u32', values: whole(({ product }) => product.term) },
    { name: 'premium_term', type: 'u32', values: whole(({ product }) => product.premiumTerm) },
    { name: 'sum_assured', type: 'f64', values: numbers(({ sumAssured }) => sumAssured) },
    { name: 'premium', type: 'f64', values: numbers(({ premium }) => premium) },
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeExample(import.meta.dirname, exampleTables());
}
