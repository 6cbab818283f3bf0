/** The rates of one year: death, lapse, discounting. Formulas of docs/projection.md. */
import type {
  ProjectionConfig,
  RateAdjustment,
  Timing,
} from '../../../contracts/projection-config.ts';

export type ByYear = number | readonly number[];

/** The value of projection year t, from 0; a list's last value holds for the years after it. */
export function ofYear(value: ByYear, t: number): number {
  if (typeof value === 'number') return value;
  return value[Math.min(t, value.length - 1)]!;
}

/** The level of prices in year t: 1 in year 0, then 1 + inflation of the year before, multiplied. */
export function priceLevel(inflation: ByYear, t: number): number {
  let level = 1;
  for (let year = 0; year < t; year++) level *= 1 + ofYear(inflation, year);
  return level;
}

/** A table's rate after multiplier, `multiply`, `add`, `maxIncrease` and `maxDecrease`. */
export function adjustedRate(
  tableRate: number,
  multiplier: number,
  { multiply, add, maxIncrease, maxDecrease }: RateAdjustment,
  t: number,
): number {
  const base = tableRate * multiplier;
  const rate = base * ofYear(multiply, t) + ofYear(add, t);
  const increased = maxIncrease === undefined ? rate : Math.min(rate, base + maxIncrease);
  return maxDecrease === undefined ? increased : Math.max(increased, base - maxDecrease);
}

/** What dynamic lapse multiplies the rate by; 1 where there is none. */
export function lapseFactor(
  dynamic: ProjectionConfig['dynamicLapse'],
  r: number,
  policyReference: number,
): number {
  if (dynamic === undefined) return 1;
  const { slope, floor, cap, reference } = dynamic;
  const rate = reference === 'reference_rate' ? policyReference : reference;
  return Math.min(Math.max(1 + slope * (r - rate), floor), cap);
}

/** Discount factors of a year: at its start, in its middle, at its end. */
export type YearFactors = Readonly<Record<Timing, number>>;

/** `start` is the factor at the end of the year before; `rate` includes the spread. */
export function yearFactors(start: number, rate: number): YearFactors {
  return { start, mid: start / Math.sqrt(1 + rate), end: start / (1 + rate) };
}
