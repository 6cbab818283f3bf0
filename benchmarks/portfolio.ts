/** A portfolio of the reference cases' columns whose amounts are continuous: no two are the same. */
import type { Column, Table } from '../contracts/table.ts';
import { uniformGenerator } from './uniform-generator.ts';

const seed = 20_240_601;
const genders = ['M', 'F'] as const;
const underwritingClasses = ['Standard', 'NonSmoker', 'Smoker'] as const;

export interface PortfolioOptions {
  /** Adds the rate that each policy guarantees, 0 to 4 %, continuous: then no two policies group. */
  readonly hasReferenceRate?: boolean;
}

/** Ages 20 to 60, terms 5 to 30, sums assured of 50,000 to 1,000,000. The same on every machine. */
export function portfolio(
  policyCount: number,
  { hasReferenceRate = false }: PortfolioOptions = {},
): Table {
  const uniform = uniformGenerator(seed);
  const below = (count: number): number => Math.floor(uniform() * count);
  const age = new Uint32Array(policyCount).map(() => 20 + below(41));
  const term = new Uint32Array(policyCount).map(() => 5 + below(26));
  const sumAssured = new Float64Array(policyCount).map(() => 50_000 + 950_000 * uniform());
  const premium = sumAssured.map((amount) => 100 + amount * (0.002 + 0.006 * uniform()));
  const pick = <T>(choices: readonly T[]): T[] =>
    Array.from(age, () => choices[below(choices.length)] as T);
  const columns: Column[] = [
    { name: 'policy_id', type: 'u32', values: Uint32Array.from(age, (_, row) => row + 1) },
    { name: 'age', type: 'u32', values: age },
    { name: 'gender', type: 'utf8', values: pick(genders) },
    { name: 'sum_assured', type: 'f64', values: sumAssured },
    { name: 'premium', type: 'f64', values: premium },
    { name: 'term', type: 'u32', values: term },
    { name: 'product_type', type: 'utf8', values: Array.from(age, () => 'Term') },
    { name: 'underwriting_class', type: 'utf8', values: pick(underwritingClasses) },
  ];
  // Drawn last, so that the columns before are the same with and without it.
  if (hasReferenceRate) {
    const values = new Float64Array(policyCount).map(() => 0.04 * uniform());
    columns.push({ name: 'reference_rate', type: 'f64', values });
  }
  return { name: 'policies', length: policyCount, columns };
}
