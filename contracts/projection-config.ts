/**
 * The key `projection` of a configuration: how the built-in projection reads its tables and what it
 * does with them. Everything is off by default: what is left is the plain recursion.
 */
import { z } from 'zod';

const finite = z.number();
const multiplier = finite.min(0).default(1);
const rate = finite.min(0).max(1);

/** One number for all projection years, or one for each; the last one holds for the years after. */
function byYear(value: z.ZodNumber) {
  return z.union([value, z.array(value).min(1)]);
}

const limits = {
  floor: rate.default(0).describe('a rate below it is set to it, and the result says how many'),
  cap: rate.default(1).describe('a rate above it is set to it, and the result says how many'),
  maxIncrease: rate.optional().describe('the most that multiply and add may add to a rate'),
  maxDecrease: rate.optional().describe('the most that multiply and add may take from a rate'),
};

const rateAdjustment = z.strictObject({
  multiply: byYear(finite.min(0)).default(1).describe('times the rate, by projection year'),
  add: byYear(finite).default(0).describe('added after that, by projection year'),
  ...limits,
});

const expenseAdjustment = z.strictObject({
  multiply: byYear(finite.min(0)).default(1).describe('times every expense, by projection year'),
  add: byYear(finite)
    .default(0)
    .describe('added to the yearly expense per policy, by projection year, before inflation'),
  inflation: byYear(finite.gt(-1))
    .default(0)
    .describe('yearly, of amounts per policy and per claim; year 1 is at the table’s level'),
});

export const timings = ['start', 'mid', 'end'] as const;
const timing = z.enum(timings).default('end');

const dynamicLapse = z
  .strictObject({
    slope: finite.describe('change of the factor per unit of interest above the reference'),
    floor: finite.min(0).describe('least factor'),
    cap: finite.min(0).describe('largest factor'),
    reference: z
      .union([finite, z.literal('reference_rate')])
      .describe('one rate, or the policy column that holds the rate each policy guarantees'),
  })
  .refine(({ floor, cap }) => floor <= cap, { error: 'at most cap', path: ['floor'] });

export const projectionSchema = z.strictObject({
  mortalityMultiplier: multiplier.describe('times every mortality rate'),
  lapseMultiplier: multiplier.describe('times every lapse rate'),
  expenseMultiplier: multiplier.describe('times every expense'),
  premiumMultiplier: multiplier.describe('times every premium'),
  mortality: rateAdjustment.prefault({}).describe('what is done with mortality rates'),
  lapse: rateAdjustment.prefault({}).describe('what is done with lapse rates'),
  expenses: expenseAdjustment.prefault({}).describe('what is done with expenses'),
  discount: z
    .strictObject({ spread: finite.default(0).describe('added to every rate before discounting') })
    .prefault({})
    .describe('how flows are discounted'),
  premiumTiming: timing.describe('when in the year premiums are paid'),
  deathTiming: timing.describe('when in the year death benefits are paid'),
  surrenderTiming: timing.describe('when in the year surrender benefits are paid'),
  maturityTiming: timing.describe('when in the year maturity benefits are paid'),
  expenseTiming: timing.describe('when in the year expenses are paid'),
  dynamicLapse: dynamicLapse
    .optional()
    .describe('lapse rates that follow the scenario: factor = 1 + slope * (rate - reference)'),
  extend: z
    .enum(['error', 'hold'])
    .default('error')
    .describe('what a mortality, lapse, product or scenario table does past its last cell'),
  lastAge: z
    .enum(['error', 'endow', 'die'])
    .optional()
    .describe(
      'what becomes of those who reach the last age of the mortality table before their term ends: ' +
        'paid the sum assured, or dead within that year; default: projection.extend',
    ),
});

export type ProjectionConfig = z.infer<typeof projectionSchema>;
export type RateAdjustment = z.infer<typeof rateAdjustment>;
export type Timing = (typeof timings)[number];

/** Keys that are parameters of the projection's node; the others shape the tables it reads. */
export const nodeKeys = [
  'mortalityMultiplier',
  'lapseMultiplier',
  'expenseMultiplier',
  'premiumMultiplier',
  'discount',
  'premiumTiming',
  'deathTiming',
  'surrenderTiming',
  'maturityTiming',
  'expenseTiming',
  'dynamicLapse',
] as const satisfies readonly (keyof ProjectionConfig)[];

/** Keys of `projection.mortality` and `projection.lapse` that are parameters of the node too. */
export const limitKeys = [
  'floor',
  'cap',
  'maxIncrease',
  'maxDecrease',
] as const satisfies readonly (keyof RateAdjustment)[];
