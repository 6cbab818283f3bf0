import { describe, expect, it } from 'vitest';
import { projectionSchema, type ProjectionConfig } from '../../../contracts/projection-config.ts';
import { tracePolicy, type TraceBasis, type TraceCells, type TraceYear } from './trace-policy.ts';

const termInsurance = {
  deathFactor: 1,
  maturityFactor: 0,
  surrenderFactor: 0,
  surrenderPremiumsFactor: 0,
  premiumFactor: 1,
  premiumsPaid: 0,
};
const mortality = [0.1, 0.2];

type Config = Parameters<typeof projectionSchema.parse>[0];
const projectionOf = (config: Config): ProjectionConfig => projectionSchema.parse(config);

const basis: TraceBasis = {
  endYear: 2,
  duration: 0,
  ending: 'term',
  referenceRate: NaN,
  policyCount: 1,
  sumAssured: 1000,
  premium: 100,
  cells: (t) => ({ ...termInsurance, mortality: mortality[t]!, lapse: 0.5 }),
  expenses: { acquisition: 20, maintenance: 10, percentOfPremium: 0.05, claim: 4 },
  rates: [0.25, 0.6],
  projection: projectionOf({}),
};

const traceOf = (config: Config, changes: Partial<TraceBasis> = {}): TraceYear[] =>
  tracePolicy({ ...basis, projection: projectionOf(config), ...changes });

/** The basis with other cells in every year. */
const withCells = (cells: Partial<TraceCells>): Partial<TraceBasis> => ({
  cells: (t) => ({ ...basis.cells(t), ...cells }),
});

describe('the plain recursion', () => {
  it('is followed by hand', () => {
    const [first, second] = tracePolicy(basis);
    expect(first).toMatchObject({ lives: 1, premium_income: 100, deaths: 0.1, death_benefit: 100 });
    expect(first).toMatchObject({ lives_after_deaths: 0.9, lapses: 0.45, discount_end: 0.8 });
    expect(first?.expense).toBeCloseTo(20 + 10 + 5 + 0.4, 12);
    expect(first?.npv).toBeCloseTo(-35.4 * 0.8, 12);
    expect(second).toMatchObject({ lives: 0.45, premium_income: 45, discount_end: 0.5 });
    expect(second?.npv).toBeCloseTo(-35.4 * 0.8 + (45 - 90 - 0.45 * 15 - 0.36) * 0.5, 12);
  });

  it('caps rates at 1 after their multipliers', () => {
    const years = traceOf({ mortalityMultiplier: 20, lapseMultiplier: 3 });
    expect(years[0]).toMatchObject({ q: 1, w: 1, q_table: 0.1, w_table: 0.5 });
    expect(years).toHaveLength(1);
  });

  it('takes a row for three policies as three times one', () => {
    const one = tracePolicy(basis).at(-1)?.npv ?? 0;
    const three = tracePolicy({ ...basis, policyCount: 3, sumAssured: 3000, premium: 300 });
    expect(three.at(-1)?.npv).toBeCloseTo(3 * one, 10);
  });

  it('has no year for a policy that has come to its end', () => {
    expect(tracePolicy({ ...basis, endYear: 0 })).toEqual([]);
  });
});

describe('the options', () => {
  it('adjust rates by year, within what may be added and taken', () => {
    const lapse = { multiply: [1.5, 0.1], add: [0, 0.01], maxIncrease: 0.2, maxDecrease: 0.3 };
    const [first, second] = traceOf({ lapse, mortality: { add: [0.05, 0], floor: 0.3 } });
    expect(first?.w).toBeCloseTo(0.7, 12);
    expect(second?.w).toBeCloseTo(0.2, 12);
    expect([first?.q, second?.q]).toEqual([0.3, 0.3]);
  });

  it('let lapses follow interest above one rate, or above the policy’s', () => {
    const dynamicLapse = { slope: 2, floor: 0.2, cap: 1.5, reference: 0.15 };
    const common = traceOf({ dynamicLapse });
    expect(common.map(({ w_factor }) => w_factor)).toEqual([1.2, 1.5]);
    expect(common.map(({ w }) => w)).toEqual([0.6, 0.75]);
    const own = traceOf(
      { dynamicLapse: { ...dynamicLapse, reference: 'reference_rate' }, discount: { spread: 1 } },
      { referenceRate: 0.5 },
    );
    expect(own.map(({ w_factor }) => w_factor)).toEqual([0.5, 1.2]);
    expect(own[0]?.discount_end).toBe(1 / 2.25);
  });

  it('pay at the start, in the middle and at the end of the year', () => {
    const [only] = traceOf(
      { premiumTiming: 'start', deathTiming: 'mid', expenseTiming: 'end' },
      { endYear: 1, rates: [0.21] },
    );
    expect(only?.discounted_net).toBeCloseTo(100 - 100 / 1.1 - 35.4 / 1.21, 12);
  });

  it('pay surrenders by sum assured or by premiums paid, and maturities in the last year', () => {
    const years = traceOf(
      {},
      withCells({
        surrenderFactor: 0.1,
        surrenderPremiumsFactor: 0.5,
        premiumsPaid: 3,
        maturityFactor: 0.8,
      }),
    );
    expect(years[0]).toMatchObject({ surrender_value: 250, maturity_factor: 0, death_factor: 1 });
    expect(years[1]?.maturity_factor).toBe(0.8);
    expect(years[0]?.surrender_benefit).toBeCloseTo(0.45 * (100 + 150), 12);
    expect(years[0]?.maturity_benefit).toBe(0);
    expect(years[1]?.maturity_benefit).toBeCloseTo(years[1]!.lives_end * 800, 12);
  });

  it('end a life at the last age of the table: endowed or dead', () => {
    const endowed = traceOf({}, { ending: 'endow' }).at(-1)!;
    expect(endowed.maturity_benefit).toBeCloseTo(endowed.lives_end * 1000, 12);
    const dead = traceOf({}, { ending: 'die' }).at(-1)!;
    expect(dead).toMatchObject({ q: 1, lives_end: 0, deaths: 0.45, maturity_benefit: 0 });
  });

  it('inflate what is per policy and per claim, but not what is of the premium', () => {
    const expenses = { multiply: 2, add: [0, 5], inflation: [0.1, 0.5] };
    const [first, second] = traceOf({ expenses });
    expect(first?.expense).toBeCloseTo(2 * (20 + 10 + 5 + 0.4), 12);
    const perPolicy = 0.45 * (10 + 5) + 0.09 * 4;
    expect(second?.expense).toBeCloseTo(2 * (1.1 * perPolicy + 0.45 * 5), 12);
  });

  it('have no acquisition in force, and nothing before the issue', () => {
    const [inForce] = traceOf({}, { duration: 3 });
    expect(inForce).toMatchObject({ year: 1, policy_year: 4 });
    expect(inForce?.expense).toBeCloseTo(10 + 5 + 0.4, 12);
    const [later, ...rest] = traceOf({}, { duration: -1 });
    expect(rest).toEqual([]);
    expect(later).toMatchObject({ year: 2, policy_year: 1, lives: 1, discount_start: 0.8 });
    expect(later?.expense).toBeCloseTo(20 + 10 + 5 + 0.8, 12);
  });
});
