/** Policies whose value a formula gives: level rates of death, lapse and interest. */
import { describe, expect, test } from 'vitest';
import { mortalityRows, productRows, valuers, type OnePolicy } from './value-policy.ts';

const q = 0.02;
const w = 0.06;
const i = 0.04;
const term = 15;
const v = 1 / (1 + i);
const d = i * v;
const p = 1 - q;

/** 1 + x + ... + x^(n - 1) */
const geometric = (x: number, n: number): number => (1 - x ** n) / (1 - x);

/** Annuity-due of those who neither die nor lapse, over n years. */
const annuityDue = (persistency: number, n: number): number => geometric(v * persistency, n);

const level: OnePolicy = {
  policy: { term },
  mortality: mortalityRows(() => q),
  interest: i,
  projection: { premiumTiming: 'start' },
};

const endowment: OnePolicy = {
  ...level,
  policy: { term, product_type: 'Endowment' },
  product: productRows('Endowment', () => ({ maturity_factor: 1 })),
};

/** Agreement to 12 digits of the larger. */
function expectClose(found: number, expected: number): void {
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

describe.each(valuers)('level rates, by the $by', ({ valuePolicy }) => {
  test('premiums at the start of the year are an annuity-due', async () => {
    expectClose((await valuePolicy(level)).premiums, annuityDue(p, term));
  });

  test('premiums at the end of the year are v times, in its middle sqrt(v) times that', async () => {
    const by = async (premiumTiming: 'mid' | 'end'): Promise<number> =>
      (await valuePolicy({ ...level, projection: { premiumTiming } })).premiums;
    expectClose(await by('end'), v * annuityDue(p, term));
    expectClose(await by('mid'), Math.sqrt(v) * annuityDue(p, term));
  });

  test('a term insurance is q v times an annuity-due', async () => {
    expectClose((await valuePolicy(level)).death, q * v * annuityDue(p, term));
  });

  test('deaths paid in the middle of the year are worth sqrt(1 + i) times more', async () => {
    const middle = await valuePolicy({ ...level, projection: { deathTiming: 'mid' } });
    expectClose(middle.death, q * Math.sqrt(v) * annuityDue(p, term));
  });

  test('an endowment insurance is 1 - d times an annuity-due', async () => {
    const { death, maturity, premiums } = await valuePolicy(endowment);
    expectClose(maturity, (v * p) ** term);
    expectClose(death + maturity, 1 - d * premiums);
  });

  test('a whole life insurance that endows at the last age is an endowment up to it', async () => {
    const { death, maturity, premiums } = await valuePolicy({
      ...level,
      policy: { age: 40, term: 100, product_type: 'WholeLife' },
      mortality: mortalityRows(() => q, 40, 40 + term - 1),
      product: productRows('WholeLife', () => ({})),
      projection: { premiumTiming: 'start', lastAge: 'endow' },
    });
    expectClose(premiums, annuityDue(p, term));
    expectClose(death + maturity, 1 - d * premiums);
  });

  test('those who must die at the last age are paid then, as if the term ended with their lives', async () => {
    const { death, maturity, premiums } = await valuePolicy({
      ...level,
      policy: { age: 40, term: 100 },
      mortality: mortalityRows(() => q, 40, 40 + term - 1),
      projection: { premiumTiming: 'start', lastAge: 'die' },
    });
    expectClose(death, 1 - d * premiums);
    expect(maturity).toBe(0);
  });
});

describe.each(valuers)('premiums, by the $by', ({ valuePolicy }) => {
  test('stop after the premium term, while the cover goes on', async () => {
    const { premiums, death } = await valuePolicy({ ...level, policy: { term, premium_term: 6 } });
    expectClose(premiums, annuityDue(p, 6));
    expectClose(death, q * v * annuityDue(p, term));
  });

  test('that a policy in force has still to pay are those left of its premium term', async () => {
    const { premiums, death } = await valuePolicy({
      ...level,
      policy: { term, premium_term: 6, duration_years: 4 },
    });
    expectClose(premiums, annuityDue(p, 2));
    expectClose(death, q * v * annuityDue(p, term - 4));
  });

  test('follow the product’s factors', async () => {
    const growing = productRows('Term', (year) => ({ premium_factor: 1.03 ** (year - 1) }));
    const { premiums } = await valuePolicy({ ...level, product: growing });
    expectClose(premiums, annuityDue(1.03 * p, term));
  });
});

describe.each(valuers)('lapse, by the $by', ({ valuePolicy }) => {
  const lapsing = { ...level, lapse: w };
  const persistency = p * (1 - w);

  test('comes after death: (1 - q) (1 - w) of a year’s lives see the next', async () => {
    const { premiums, death } = await valuePolicy(lapsing);
    expectClose(premiums, annuityDue(persistency, term));
    expectClose(death, q * v * annuityDue(persistency, term));
  });

  test('in the last year comes before maturity', async () => {
    const { maturity } = await valuePolicy({ ...endowment, lapse: w });
    expectClose(maturity, (v * persistency) ** term);
  });

  test('pays a part of the sum assured where the product says so', async () => {
    const product = productRows('Term', () => ({ surrender_factor: 0.4 }));
    const { surrender } = await valuePolicy({ ...lapsing, product });
    expectClose(surrender, 0.4 * p * w * v * annuityDue(persistency, term));
  });

  test('pays a part of the premiums since issue, those before the valuation among them', async () => {
    const product = productRows('Term', () => ({
      surrender_factor: 0.5,
      surrender_basis: 'premiums_paid',
    }));
    const inForce = { term, premium_term: 8, duration_years: 5, premium: 3 };
    const { surrender } = await valuePolicy({ ...lapsing, policy: inForce, product });
    let expected = 0;
    for (let year = 1; year <= term - 5; year++) {
      const premiumsPaid = 3 * Math.min(5 + year, 8);
      expected += persistency ** (year - 1) * p * w * 0.5 * premiumsPaid * v ** year;
    }
    expectClose(surrender, expected);
  });

  test('follows the rate above the reference, within floor and cap', async () => {
    const at = async (interest: number): Promise<number> => {
      const dynamicLapse = { slope: 10, floor: 0.5, cap: 1.5, reference: 0.04 };
      const { maturity } = await valuePolicy({
        ...endowment,
        lapse: w,
        interest,
        projection: { dynamicLapse },
      });
      // What is left after discount and deaths: (1 - w factor)^term.
      return 1 - (maturity * ((1 + interest) / p) ** term) ** (1 / term);
    };
    expectClose(await at(0.04), w);
    expectClose(await at(0.06), w * 1.2);
    expectClose(await at(0.03), w * 0.9);
    expectClose(await at(0.15), w * 1.5);
    expectClose(await at(-0.02), w * 0.5);
  });
});

describe.each(valuers)('policies issued at another time, by the $by', ({ valuePolicy }) => {
  test('in two years: the value at issue, discounted over two years', async () => {
    const expenses = { per_policy_acquisition: 0.1 };
    const now = await valuePolicy({ ...endowment, expenses });
    const later = await valuePolicy({
      ...endowment,
      expenses,
      policy: { ...endowment.policy, duration_years: -2 },
    });
    expectClose(now.expenses, 0.1 * v);
    expectClose(later.npv, now.npv * v ** 2);
  });

  test('four years ago: no acquisition cost, and the rates of the age by now', async () => {
    const byAge = mortalityRows((age) => (age - 39) / 100, 40, 100);
    const { death, expenses } = await valuePolicy({
      ...level,
      mortality: byAge,
      policy: { age: 40, term: 5, duration_years: 4 },
      expenses: { per_policy_acquisition: 7, per_policy_maintenance: 2 },
    });
    expectClose(death, 0.05 * v);
    expectClose(expenses, 2 * v);
  });
});

describe.each(valuers)('expenses, by the $by', ({ valuePolicy }) => {
  test('grow with inflation, those of claims too, but not a percentage of premium', async () => {
    const { expenses } = await valuePolicy({
      ...level,
      policy: { term, policy_count: 2, premium: 3 },
      expenses: { per_policy_maintenance: 10, percent_of_premium: 0.1, claim_expense: 4 },
      projection: { expenses: { inflation: 0.03 } },
    });
    const perPolicy = 2 * v * (10 + 4 * q) * annuityDue(1.03 * p, term);
    expectClose(expenses, perPolicy + 0.1 * 3 * v * annuityDue(p, term));
  });

  test('the spread is added to the rate before discounting', async () => {
    const projection = { discount: { spread: 0.01 } };
    const { death } = await valuePolicy({ ...level, projection });
    expectClose(death, (q / 1.05) * geometric(p / 1.05, term));
  });
});
