/** The portfolio of a drawn model. */
import { csvText } from './csv-text.ts';
import type { DrawnModel } from './drawn-model.ts';
import { classes, firstAge, genders, products, yearsToIssue } from './extents.ts';
import { lastAttainedAge, mayOutliveTable } from './extents.ts';
import { noiseOf, type Noise } from './noise.ts';

type Cells = Readonly<Record<string, string | number>>;

export function policiesFile(drawn: DrawnModel): string {
  const noise = noiseOf(drawn.seed);
  const rows = Array.from({ length: drawn.size.policies }, (_, index) => {
    const key = noise.whole(0, drawn.distinctKeys - 1, 'key', index);
    return {
      policy_id: index + 1,
      ...keysOf(drawn, noise, key),
      ...amountsOf(drawn, noise, index),
    };
  });
  return csvText(
    Object.keys(rows[0]!),
    rows.map((row) => Object.values<string | number>(row)),
  );
}

/** What policies of one model point share. */
function keysOf(drawn: DrawnModel, noise: Noise, key: number): Cells {
  const age = noise.whole(firstAge, Math.min(drawn.lastAge, 75), 'age', key);
  const yearsOfTable = lastAttainedAge(drawn) - age + 1;
  const limit = mayOutliveTable(drawn) ? drawn.years : Math.min(drawn.years, yearsOfTable);
  // Now and then a policy without a term: it projects nothing.
  const term = noise.at('isEmpty', key) < 0.03 ? 0 : noise.whole(1, limit, 'term', key);
  // At the valuation the policy's age is one of the table's.
  const longest = Math.min(term, yearsOfTable - 1);
  const { columns } = drawn;
  return {
    age,
    gender: noise.oneOf(genders, 'gender', key),
    term,
    product_type: noise.oneOf(products, 'product', key),
    underwriting_class: noise.oneOf(classes, 'class', key),
    region: noise.oneOf(['North', 'South', 'East'], 'region', key),
    ...(columns.duration
      ? { duration_years: noise.whole(-yearsToIssue, longest, 'duration', key) }
      : {}),
    ...(columns.premiumTerm ? { premium_term: noise.whole(0, term, 'premium_term', key) } : {}),
    ...(drawn.projection.dynamicLapse?.reference === 'reference_rate'
      ? { reference_rate: noise.at('reference', key) * 0.08 }
      : {}),
  };
}

function amountsOf(drawn: DrawnModel, noise: Noise, index: number): Cells {
  const isZero = (name: string): boolean => noise.at('isZero', name, index) < 0.05;
  return {
    sum_assured: isZero('sum') ? 0 : noise.at('sum', index) * 2e5,
    premium: isZero('premium') ? 0 : noise.at('premium', index) * 5e3,
    ...(drawn.columns.policyCount
      ? { policy_count: isZero('count') ? 0 : noise.at('count', index) * 20 }
      : {}),
  };
}
