/**
 * Values that textbooks and the profession publish, found again by the engine. A published figure is
 * met where it is the value found once that is rounded to its decimals.
 */
import { describe, expect, test } from 'vitest';
import { selectRate, ultimateRate } from './makeham.ts';
import { mortalityRows, productRows, valuers } from './value-policy.ts';
import type { OnePolicy, PolicyValue } from './value-policy.ts';

const lastAge = 130;
const ultimate = mortalityRows(ultimateRate, 20, lastAge);

const wholeLife: OnePolicy = {
  policy: { product_type: 'WholeLife', term: 110 },
  mortality: ultimate,
  interest: 0.05,
  product: productRows('WholeLife', () => ({})),
  projection: { premiumTiming: 'start', lastAge: 'die' },
};

const endowmentProduct = productRows('Endowment', () => ({ maturity_factor: 1 }));

/**
 * Society of Actuaries, Standard Ultimate Life Table (LTAM, 2018; FAM-L): 5 % interest, l_20 = 100,000.
 * By age: annuity-due, whole life, annuity-due and endowment of 10 years, of 20 years, 10E_x.
 */
const standardUltimateLifeTable = [
  [20, 19.9664, 0.04922, 8.0991, 0.61433, 13.0559, 0.37829, 0.61224],
  [30, 19.3834, 0.07698, 8.0961, 0.61447, 13.041, 0.379, 0.61152],
  [40, 18.4578, 0.12106, 8.0863, 0.61494, 12.9935, 0.38126, 0.6092],
  [50, 17.0245, 0.18931, 8.055, 0.61643, 12.8428, 0.38844, 0.60182],
  [60, 14.9041, 0.29028, 7.9555, 0.62116, 12.3816, 0.4104, 0.57864],
  [70, 12.0083, 0.42818, 7.6491, 0.63576, 11.1109, 0.47091, 0.50994],
  [80, 8.5484, 0.59293, 6.7885, 0.67674, 8.4639, 0.59696, 0.33952],
] as const;

describe.each(valuers)('the Standard Ultimate Life Table, by the $by', ({ valuePolicy }) => {
  test.each(standardUltimateLifeTable)(
    'at age %i',
    async (age, annuity, insurance, annuity10, endowment10, annuity20, endowment20, pure10) => {
      const whole = await valuePolicy({ ...wholeLife, policy: { ...wholeLife.policy, age } });
      expect(whole.premiums).toBeCloseTo(annuity, 4);
      expect(whole.death).toBeCloseTo(insurance, 5);
      const endowment = (term: number): Promise<PolicyValue> =>
        valuePolicy({
          ...wholeLife,
          product: endowmentProduct,
          policy: { age, term, product_type: 'Endowment' },
        });
      const [ten, twenty] = [await endowment(10), await endowment(20)];
      expect(ten.premiums).toBeCloseTo(annuity10, 4);
      expect(ten.death + ten.maturity).toBeCloseTo(endowment10, 5);
      expect(ten.maturity).toBeCloseTo(pure10, 5);
      expect(twenty.premiums).toBeCloseTo(annuity20, 4);
      expect(twenty.death + twenty.maturity).toBeCloseTo(endowment20, 5);
    },
  );

  test('10V of a whole life insurance on (40), 50,000 and from year 21 on 100,000, premiums for 20 years', async () => {
    // Society of Actuaries, sample questions on long-term actuarial mathematics: net premium 875,
    // 10V = 11,152, from figures of the table rounded to five decimals.
    const { npv } = await valuePolicy({
      ...wholeLife,
      policy: {
        age: 40,
        term: 91,
        product_type: 'WholeLife',
        sum_assured: 50_000,
        premium: 875,
        premium_term: 20,
        duration_years: 10,
      },
      product: productRows('WholeLife', (year) => ({ death_factor: year <= 20 ? 1 : 2 })),
    });
    expect(Math.abs(-npv - 11_152)).toBeLessThan(1);
  });
});

/** Dickson, Hardy and Waters, Standard Select Survival Model: two years of selection. */
const select = Array.from({ length: lastAge - 19 }, (_, index) => ({
  age: 20 + index,
  duration_1: selectRate(20 + index, 0),
  duration_2: selectRate(20 + index + 1, 1),
  duration_3: ultimateRate(20 + index + 2),
}));

describe.each(valuers)('examples of Dickson, Hardy and Waters, by the $by', ({ valuePolicy }) => {
  const endowment: OnePolicy = {
    ...wholeLife,
    mortality: select,
    product: endowmentProduct,
    policy: {
      age: 50,
      term: 20,
      product_type: 'Endowment',
      sum_assured: 500_000,
      premium: 15_114.33,
    },
  };

  test('7.1: the net premium of an endowment insurance on [50] is 15,114.33', async () => {
    const { premiums, death, maturity } = await valuePolicy(endowment);
    expect(((death + maturity) / premiums) * 15_114.33).toBeCloseTo(15_114.33, 2);
  });

  test.each([
    [10, 190_339],
    [11, 214_757],
  ])('7.1: its policy value after %i years is %i', async (years, published) => {
    const policy = { ...endowment.policy, duration_years: years };
    const { npv } = await valuePolicy({ ...endowment, policy });
    expect(-npv).toBeCloseTo(published, 0);
  });

  const whole = {
    age: 50,
    term: 81,
    product_type: 'WholeLife',
    sum_assured: 100_000,
    duration_years: 5,
  };

  test('7.2: the gross premium policy value of a whole life insurance after 5 years is 5,256.35', async () => {
    const { npv } = await valuePolicy({
      ...wholeLife,
      mortality: select,
      policy: { ...whole, premium: 1300 },
      expenses: { percent_of_premium: 0.125 },
      projection: { premiumTiming: 'start', expenseTiming: 'start', lastAge: 'die' },
    });
    expect(-npv).toBeCloseTo(5256.35, 2);
  });

  test('7.2: its net premium policy value at 4 % is 6,704.75', async () => {
    const atIssue = await valuePolicy({
      ...wholeLife,
      mortality: select,
      interest: 0.04,
      policy: { ...whole, duration_years: 0 },
    });
    const premium = atIssue.death / atIssue.premiums;
    const { npv } = await valuePolicy({
      ...wholeLife,
      mortality: select,
      interest: 0.04,
      policy: { ...whole, premium },
    });
    expect(-npv).toBeCloseTo(6704.75, 2);
  });
});
