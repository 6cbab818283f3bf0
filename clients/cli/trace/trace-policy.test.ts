import { expect, it } from 'vitest';
import { tracePolicy, type TraceBasis } from './trace-policy.ts';

const basis: TraceBasis = {
  term: 2,
  policyCount: 1,
  sumAssured: 1000,
  premium: 100,
  mortality: [0.1, 0.2],
  lapse: [0.5, 0.5],
  expenses: { acquisition: 20, maintenance: 10, percentOfPremium: 0.05, claim: 4 },
  rates: [0.25, 0.6],
  multipliers: { mortality: 1, lapse: 1, expenses: 1 },
};

it('follows the recursion by hand', () => {
  const [first, second] = tracePolicy(basis);
  expect(first).toMatchObject({ lives: 1, premium_income: 100, deaths: 0.1, death_benefit: 100 });
  expect(first).toMatchObject({ lives_after_deaths: 0.9, lapses: 0.45, discount_factor: 0.8 });
  expect(first?.expense).toBeCloseTo(20 + 10 + 5 + 0.4, 12);
  expect(first?.npv).toBeCloseTo(-35.4 * 0.8, 12);
  expect(second).toMatchObject({ lives: 0.45, premium_income: 45, discount_factor: 0.5 });
  expect(second?.npv).toBeCloseTo(-35.4 * 0.8 + (45 - 90 - 0.45 * 15 - 0.36) * 0.5, 12);
});

it('caps rates at 1 after their multipliers', () => {
  const multipliers = { mortality: 20, lapse: 3, expenses: 1 };
  const years = tracePolicy({ ...basis, multipliers });
  expect(years[0]).toMatchObject({ q: 1, w: 1, q_table: 0.1, w_table: 0.5 });
  expect(years).toHaveLength(1);
});

it('takes a row for three policies as three times one', () => {
  const one = tracePolicy(basis).at(-1)?.npv ?? 0;
  const three = tracePolicy({ ...basis, policyCount: 3, sumAssured: 3000, premium: 300 });
  expect(three.at(-1)?.npv).toBeCloseTo(3 * one, 10);
});

it('multiplies every expense and nothing else', () => {
  const multipliers = { mortality: 1, lapse: 1, expenses: 2 };
  const [plain] = tracePolicy(basis);
  const [doubled] = tracePolicy({ ...basis, multipliers });
  expect(doubled).toEqual({
    ...plain,
    expense: (plain?.expense ?? 0) * 2,
    net: doubled?.net,
    discounted_net: doubled?.discounted_net,
    npv: doubled?.npv,
  });
});

it('has no year for a term of zero', () => {
  expect(tracePolicy({ ...basis, term: 0 })).toEqual([]);
});
