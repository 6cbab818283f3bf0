/** Warnings where a table's rates do not become what the config's multipliers make of them (I5). */
import type { RateAdjustment } from '../../contracts/projection-config.ts';
import { formatCount } from '../problem.ts';
import { inYears } from './blocks/yearly-vectors.ts';

/** A table's rates, and what the config does with them. */
export interface AdjustedRates {
  readonly file: string;
  /** The key of the config: `projection.mortality`. */
  readonly key: string;
  readonly rates: readonly Float64Array[];
  readonly multiplier: number;
  readonly adjustment: RateAdjustment;
}

type Limit = 'maxIncrease' | 'maxDecrease' | 'cap' | 'floor';

/** Sentences with counts of the table's rates that reach a limit in some projection year. */
export function limitWarnings(of: AdjustedRates, horizonYears: number): readonly string[] {
  const { file, key, rates, multiplier, adjustment } = of;
  const { cap, floor, maxIncrease, maxDecrease } = adjustment;
  const counts = new Map<Limit, number>();
  const years = distinctYears(adjustment, horizonYears);
  for (const some of rates) {
    for (const rate of some) {
      for (const limit of limitsReached(rate * multiplier, adjustment, years)) {
        counts.set(limit, (counts.get(limit) ?? 0) + 1);
      }
    }
  }
  const isPlain = years.length === 1 && years[0]?.multiply === 1 && years[0].add === 0;
  const sentence = (limit: Limit, text: (rates: string, isOne: boolean) => string): string[] => {
    const count = counts.get(limit) ?? 0;
    if (count === 0) return [];
    return [text(`${formatCount(count)} ${count === 1 ? 'rate' : 'rates'}`, count === 1)];
  };
  const by = isPlain ? `the multiplier ${multiplier}` : `the adjustments of ${key}`;
  const years1 = adjustmentIsByYear(adjustment) ? ' in at least one projection year' : '';
  return [
    ...sentence(
      'maxIncrease',
      (some, isOne) =>
        `${some} in ${file} ${isOne ? 'rises' : 'rise'} by more than ${maxIncrease}, the maxIncrease of ${key}${years1}; limited to it`,
    ),
    ...sentence(
      'maxDecrease',
      (some, isOne) =>
        `${some} in ${file} ${isOne ? 'falls' : 'fall'} by more than ${maxDecrease}, the maxDecrease of ${key}${years1}; limited to it`,
    ),
    ...sentence(
      'cap',
      (some, isOne) =>
        `${some} ${isOne ? 'exceeds' : 'exceed'} ${cap} in ${file} after ${by}${years1}; capped at ${cap}`,
    ),
    ...sentence(
      'floor',
      (some, isOne) =>
        `${some} ${isOne ? 'is' : 'are'} below ${floor} in ${file} after ${by}${years1}; raised to ${floor}`,
    ),
  ];
}

interface YearAdjustment {
  readonly multiply: number;
  readonly add: number;
}

function adjustmentIsByYear({ multiply, add }: RateAdjustment): boolean {
  return typeof multiply !== 'number' || typeof add !== 'number';
}

/** Years that adjust in the same way count once. */
function distinctYears(adjustment: RateAdjustment, years: number): readonly YearAdjustment[] {
  const multiply = inYears(adjustment.multiply, years);
  const add = inYears(adjustment.add, years);
  const distinct = new Map<string, YearAdjustment>();
  for (const [year, factor] of multiply.entries()) {
    const one = { multiply: factor, add: add[year] as number };
    distinct.set(`${one.multiply} ${one.add}`, one);
  }
  return [...distinct.values()];
}

/** As docs/projection.md has it: increase and decrease are limited first, then floor and cap. */
function limitsReached(
  rate: number,
  { floor, cap, maxIncrease, maxDecrease }: RateAdjustment,
  years: readonly YearAdjustment[],
): ReadonlySet<Limit> {
  const reached = new Set<Limit>();
  for (const { multiply, add } of years) {
    let adjusted = rate * multiply + add;
    if (maxIncrease !== undefined && adjusted > rate + maxIncrease) {
      reached.add('maxIncrease');
      adjusted = rate + maxIncrease;
    }
    if (maxDecrease !== undefined && adjusted < rate - maxDecrease) {
      reached.add('maxDecrease');
      adjusted = rate - maxDecrease;
    }
    if (adjusted < floor) reached.add('floor');
    if (adjusted > cap) reached.add('cap');
  }
  return reached;
}
