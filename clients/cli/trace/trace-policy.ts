/**
 * One policy under one scenario, year by year: the annual recursion in plain TypeScript, with every
 * intermediate kept. It shares no code with the engine, so it also checks it.
 */

/** What the recursion reads. Amounts are of the whole row: a row may stand for several policies. */
export interface TraceBasis {
  /** Years. */
  readonly term: number;
  readonly policyCount: number;
  readonly sumAssured: number;
  /** Per year. */
  readonly premium: number;
  /** Death rates of the policy's years, first year first. */
  readonly mortality: ArrayLike<number>;
  /** Lapse rates of policy years 1, 2, ... */
  readonly lapse: ArrayLike<number>;
  readonly expenses: {
    readonly acquisition: number;
    readonly maintenance: number;
    /** A fraction of the premium. */
    readonly percentOfPremium: number;
    readonly claim: number;
  };
  /** Short rates of the scenario's years. */
  readonly rates: ArrayLike<number>;
  readonly multipliers: {
    readonly mortality: number;
    readonly lapse: number;
    readonly expenses: number;
  };
}

/** One year; names are the columns of `livecalc trace --format csv`. */
export interface TraceYear {
  readonly year: number;
  readonly q_table: number;
  readonly q: number;
  readonly w_table: number;
  readonly w: number;
  readonly r: number;
  readonly discount_factor: number;
  readonly lives: number;
  readonly premium_income: number;
  readonly deaths: number;
  readonly death_benefit: number;
  readonly lives_after_deaths: number;
  readonly lapses: number;
  readonly expense: number;
  readonly net: number;
  readonly discounted_net: number;
  /** Up to and including this year. */
  readonly npv: number;
}

/** Fewer lives than this are none, as in the projection engine. */
const fewestLives = 1e-10;

/**
 * The policy's years: its term, or fewer where nobody is left. All flows at the end of the year;
 * positive is profit.
 */
export function tracePolicy(basis: TraceBasis): TraceYear[] {
  const years: TraceYear[] = [];
  let lives = 1;
  let discountFactor = 1;
  let npv = 0;
  for (let year = 1; year <= basis.term && lives >= fewestLives; year += 1) {
    const traced = traceYear(basis, year, lives, discountFactor, npv);
    years.push(traced);
    lives = traced.lives_after_deaths - traced.lapses;
    discountFactor = traced.discount_factor;
    npv = traced.npv;
  }
  return years;
}

function traceYear(
  basis: TraceBasis,
  year: number,
  lives: number,
  discountBefore: number,
  npvBefore: number,
): TraceYear {
  const { multipliers, policyCount, premium } = basis;
  const { acquisition, maintenance, percentOfPremium, claim } = basis.expenses;
  const q_table = cell(basis.mortality, year);
  const w_table = cell(basis.lapse, year);
  const r = cell(basis.rates, year);
  const q = Math.min(q_table * multipliers.mortality, 1);
  const w = Math.min(w_table * multipliers.lapse, 1);
  const discount_factor = discountBefore / (1 + r);
  const premium_income = lives * premium;
  const deaths = lives * q;
  const death_benefit = deaths * basis.sumAssured;
  const lives_after_deaths = lives - deaths;
  const perPolicy = (year === 1 ? acquisition : 0) + maintenance;
  const expense =
    lives * (perPolicy * policyCount + percentOfPremium * premium) * multipliers.expenses +
    deaths * claim * policyCount * multipliers.expenses;
  const net = premium_income - death_benefit - expense;
  const discounted_net = net * discount_factor;
  return {
    year,
    q_table,
    q,
    w_table,
    w,
    r,
    discount_factor,
    lives,
    premium_income,
    deaths,
    death_benefit,
    lives_after_deaths,
    lapses: lives_after_deaths * w,
    expense,
    net,
    discounted_net,
    npv: npvBefore + discounted_net,
  };
}

/** The value of policy year `year`, which the inputs' validation has made sure of. */
function cell(values: ArrayLike<number>, year: number): number {
  const value = values[year - 1];
  if (value === undefined) throw new RangeError(`there is no value of year ${year}`);
  return value;
}
