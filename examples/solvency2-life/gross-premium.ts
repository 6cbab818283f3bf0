/** The premium that a product was sold at. */
import { lastPolicyYear, type Product } from './products.ts';

/** Interest that the premium assumes. */
const discount = 1 / 1.0175;
const loading = 1.08;
const percentOfPremium = 0.04;

/**
 * Level yearly premium for a sum assured: benefits and expenses at 1.75 % interest without lapses,
 * premiums at the start of the year, benefits at its end, and 8 % on top. `rates` are death rates
 * by age, from age 0.
 */
export function grossPremium(
  product: Product,
  rates: Float64Array,
  age: number,
  sumAssured: number,
): number {
  const end = lastPolicyYear(product, age);
  let lives = 1;
  let factor = 1;
  let benefits = 0;
  let upkeep = 0;
  let premiums = 0;
  for (let year = 1; year <= end; year++) {
    if (year <= product.premiumTerm) premiums += lives * factor;
    upkeep += lives * factor;
    factor *= discount;
    const deaths = lives * (rates[age + year - 1] as number);
    benefits += deaths * product.deathFactor(year) * factor;
    lives -= deaths;
  }
  benefits += lives * product.maturityFactor * factor;
  const [acquisition, maintenance] = product.expenses;
  const cost = benefits * sumAssured + acquisition + upkeep * maintenance;
  return Math.round(((cost * loading) / premiums / (1 - percentOfPremium)) * 100) / 100;
}
