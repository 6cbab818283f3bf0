/**
 * One policy under one scenario, year by year: the annual recursion in plain TypeScript, with every
 * intermediate kept. It shares no code with the engine, so it also checks it.
 */
import type { ProjectionConfig } from '../../../contracts/projection-config.ts';
import {
  adjustedRate,
  lapseFactor,
  ofYear,
  priceLevel,
  yearFactors,
  type YearFactors,
} from './trace-rates.ts';

/** What the tables hold for a year of a policy. */
export interface TraceCells {
  /** Per year, before any adjustment. */
  readonly mortality: number;
  readonly lapse: number;
  /** Parts of the sum assured. */
  readonly deathFactor: number;
  readonly maturityFactor: number;
  readonly surrenderFactor: number;
  /** Of the premiums paid so far. */
  readonly surrenderPremiumsFactor: number;
  /** Of the yearly premium; 0 where none is due. */
  readonly premiumFactor: number;
  /** Yearly premiums paid from policy year 1 to this one. */
  readonly premiumsPaid: number;
}

/** What the recursion reads. Amounts are of the whole row: a row may stand for several policies. */
export interface TraceBasis {
  readonly policyCount: number;
  readonly sumAssured: number;
  /** A year’s, as the config multiplies it. */
  readonly premium: number;
  /** Completed years; negative where the policy is issued later. */
  readonly duration: number;
  /** The last projection year in force; 0 for none. */
  readonly endYear: number;
  /** What becomes of those who live at the end of it. */
  readonly ending: 'term' | 'endow' | 'die';
  readonly referenceRate: number;
  /** Of projection year t, from 0. */
  readonly cells: (t: number) => TraceCells;
  readonly expenses: {
    readonly acquisition: number;
    readonly maintenance: number;
    /** A fraction of the premium. */
    readonly percentOfPremium: number;
    readonly claim: number;
  };
  /** Short rates of the scenario's years. */
  readonly rates: ArrayLike<number>;
  readonly projection: ProjectionConfig;
}

/** One year; names are the columns of `livecalc trace --format csv`. */
export interface TraceYear {
  /** Of the projection. */
  readonly year: number;
  readonly policy_year: number;
  readonly r: number;
  readonly discount_start: number;
  readonly discount_mid: number;
  readonly discount_end: number;
  readonly q_table: number;
  readonly q: number;
  readonly w_table: number;
  readonly w_factor: number;
  readonly w: number;
  /** Of the premium; 0 where none is due. */
  readonly premium_factor: number;
  /** Of the sum assured. */
  readonly death_factor: number;
  /** An amount. */
  readonly surrender_value: number;
  /** Of the sum assured; 0 but in the last year. */
  readonly maturity_factor: number;
  readonly lives: number;
  readonly premium_income: number;
  readonly deaths: number;
  readonly death_benefit: number;
  readonly lives_after_deaths: number;
  readonly lapses: number;
  readonly surrender_benefit: number;
  readonly lives_end: number;
  readonly maturity_benefit: number;
  readonly expense: number;
  readonly net: number;
  readonly discounted_net: number;
  /** Up to and including this year. */
  readonly npv: number;
}

/** Fewer lives than this, of one in the first year, are none, as in the projection engine. */
const fewestLives = 1e-10;

/** The years in which the policy is in force, or fewer where nobody is left. Positive is profit. */
export function tracePolicy(basis: TraceBasis): TraceYear[] {
  const years: TraceYear[] = [];
  const first = Math.max(0, -basis.duration);
  let lives = 1;
  let npv = 0;
  let discount = 1;
  for (let t = 0; t < basis.endYear && lives >= fewestLives; t++) {
    const factors = yearFactors(discount, rateOf(basis, t) + basis.projection.discount.spread);
    discount = factors.end;
    if (t < first) continue;
    const traced = traceYear(basis, t, lives, factors, npv);
    years.push(traced);
    lives = traced.lives_end;
    npv = traced.npv;
  }
  return years;
}

function traceYear(
  basis: TraceBasis,
  t: number,
  lives: number,
  factors: YearFactors,
  npvBefore: number,
): TraceYear {
  const cells = basis.cells(t);
  const rates = decrements(basis, cells, t);
  const deaths = lives * rates.q;
  const lives_after_deaths = lives - deaths;
  const lapses = lives_after_deaths * rates.w;
  const lives_end = lives_after_deaths - lapses;
  const terms = policyTerms(basis, cells, t);
  const flows = amounts(basis, terms, t, { lives, deaths, lapses, lives_end });
  const { projection: timing } = basis;
  const discounted_net =
    flows.premium_income * factors[timing.premiumTiming] -
    flows.death_benefit * factors[timing.deathTiming] -
    flows.surrender_benefit * factors[timing.surrenderTiming] -
    flows.maturity_benefit * factors[timing.maturityTiming] -
    flows.expense * factors[timing.expenseTiming];
  return {
    year: t + 1,
    policy_year: basis.duration + t + 1,
    r: rateOf(basis, t),
    discount_start: factors.start,
    discount_mid: factors.mid,
    discount_end: factors.end,
    q_table: cells.mortality,
    w_table: cells.lapse,
    ...rates,
    ...terms,
    lives,
    deaths,
    lives_after_deaths,
    lapses,
    lives_end,
    ...flows,
    discounted_net,
    npv: npvBefore + discounted_net,
  };
}

/** Probabilities of death and, for those who live on, of lapse. */
function decrements(
  basis: TraceBasis,
  { mortality, lapse }: TraceCells,
  t: number,
): Pick<TraceYear, 'q' | 'w' | 'w_factor'> {
  const { projection } = basis;
  const deathLimits = projection.mortality;
  const death = adjustedRate(mortality, projection.mortalityMultiplier, deathLimits, t);
  const isLast = basis.ending === 'die' && t === basis.endYear - 1;
  const limits = projection.lapse;
  const adjusted = adjustedRate(lapse, projection.lapseMultiplier, limits, t);
  const w_factor = lapseFactor(projection.dynamicLapse, rateOf(basis, t), basis.referenceRate);
  return {
    q: isLast ? 1 : Math.min(Math.max(death, deathLimits.floor), deathLimits.cap),
    w_factor,
    w: Math.min(Math.max(adjusted, limits.floor) * w_factor, limits.cap),
  };
}

type Lives = Pick<TraceYear, 'lives' | 'deaths' | 'lapses' | 'lives_end'>;
type Amounts = Pick<
  TraceYear,
  'premium_income' | 'death_benefit' | 'surrender_benefit' | 'maturity_benefit' | 'expense' | 'net'
>;

type Terms = Pick<
  TraceYear,
  'premium_factor' | 'death_factor' | 'surrender_value' | 'maturity_factor'
>;

/** What the policy's product pays and is paid in the year. */
function policyTerms(
  { sumAssured, premium, ending, endYear }: TraceBasis,
  cells: TraceCells,
  t: number,
): Terms {
  const atEnd = ending === 'endow' ? 1 : cells.maturityFactor;
  return {
    premium_factor: cells.premiumFactor,
    death_factor: cells.deathFactor,
    surrender_value:
      sumAssured * cells.surrenderFactor +
      premium * cells.premiumsPaid * cells.surrenderPremiumsFactor,
    maturity_factor: t === endYear - 1 ? atEnd : 0,
  };
}

function amounts(
  basis: TraceBasis,
  terms: Terms,
  t: number,
  { lives, deaths, lapses, lives_end }: Lives,
): Amounts {
  const { sumAssured, premium } = basis;
  const premium_income = lives * premium * terms.premium_factor;
  const death_benefit = deaths * sumAssured * terms.death_factor;
  const surrender_benefit = lapses * terms.surrender_value;
  const maturity_benefit = lives_end * sumAssured * terms.maturity_factor;
  const expense = expenseOf(basis, terms.premium_factor, t, lives, deaths);
  return {
    premium_income,
    death_benefit,
    surrender_benefit,
    maturity_benefit,
    expense,
    net: premium_income - death_benefit - surrender_benefit - maturity_benefit - expense,
  };
}

/** Amounts per policy and per claim follow inflation; what is a part of the premium does not. */
function expenseOf(
  { policyCount, premium, duration, expenses, projection }: TraceBasis,
  premiumFactor: number,
  t: number,
  lives: number,
  deaths: number,
): number {
  const multiplier = projection.expenseMultiplier * ofYear(projection.expenses.multiply, t);
  const level = multiplier * priceLevel(projection.expenses.inflation, t);
  const acquisition = duration + t === 0 ? expenses.acquisition : 0;
  const perPolicy = acquisition + expenses.maintenance + ofYear(projection.expenses.add, t);
  return (
    lives * policyCount * perPolicy * level +
    lives * premium * premiumFactor * expenses.percentOfPremium * multiplier +
    deaths * policyCount * expenses.claim * level
  );
}

/** The scenario's own rate of projection year t, which the inputs' validation has made sure of. */
function rateOf({ rates }: TraceBasis, t: number): number {
  const rate = rates[t];
  if (rate === undefined) throw new RangeError(`the scenario has no rate of year ${t + 1}`);
  return rate;
}
