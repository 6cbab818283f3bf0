/** The key `projection` at random: any of its options may be there, in any combination. */
import fc from 'fast-check';

/** Evenly from `low` to `high` in steps that a person can read. */
export function between(low: number, high: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 1000 }).map((step) => low + ((high - low) * step) / 1000);
}

function byYear(low: number, high: number): fc.Arbitrary<number | number[]> {
  const value = between(low, high);
  return fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 6 }));
}

const sometimes = { requiredKeys: [] };
const timing = fc.constantFrom('end', 'start', 'mid');

const rates = fc.record(
  {
    multiply: byYear(0, 2.5),
    add: byYear(-0.05, 0.1),
    floor: between(0, 0.04),
    cap: between(0.05, 1),
    maxIncrease: between(0, 0.2),
    maxDecrease: between(0, 0.2),
  },
  sometimes,
);

const expenses = fc.record(
  { multiply: byYear(0, 2), add: byYear(-20, 60), inflation: byYear(-0.02, 0.08) },
  sometimes,
);

const dynamicLapse = fc.record({
  slope: between(-10, 30),
  floor: between(0, 0.9),
  cap: between(0.9, 4),
  reference: fc.oneof(between(0, 0.08), fc.constant('reference_rate' as const)),
});

const drawnOptions = fc.record(
  {
    mortalityMultiplier: between(0, 2.5),
    lapseMultiplier: between(0, 2.5),
    expenseMultiplier: between(0, 2.5),
    premiumMultiplier: between(0, 2.5),
    mortality: rates,
    lapse: rates,
    expenses,
    discount: fc.record({ spread: between(-0.02, 0.04) }),
    premiumTiming: timing,
    deathTiming: timing,
    surrenderTiming: timing,
    maturityTiming: timing,
    expenseTiming: timing,
    dynamicLapse,
    extend: fc.constantFrom('error', 'hold'),
    lastAge: fc.constantFrom('endow', 'die'),
  },
  sometimes,
);

const fewKeys = fc
  .tuple(drawnOptions, fc.nat(20), fc.integer({ min: 0, max: 2 }))
  .map(([options, from, count]) => {
    const keys = Object.keys(options);
    const kept = new Set([...keys.slice(from % (keys.length + 1)), ...keys].slice(0, count));
    return Object.fromEntries(Object.entries(options).filter(([key]) => kept.has(key)));
  });

export type ProjectionOptions =
  typeof drawnOptions extends fc.Arbitrary<infer Options> ? Partial<Options> : never;

/** Half of the models take a few options only, where what goes wrong is easier to see. */
export const projectionOptions: fc.Arbitrary<ProjectionOptions> = fc.oneof(drawnOptions, fewKeys);
