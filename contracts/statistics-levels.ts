/** Which percentiles and CTE levels a run reports: percents, kept as whole parts of a percent. */
import { z } from 'zod';

/** A level is a whole number of these, so that what it counts is counted in integers. */
export const partsPerPercent = 10_000;

const level = z
  .number()
  .min(0)
  .max(100)
  .refine((value) => Number(value.toFixed(4)) === value, 'a percent with at most 4 decimals');

function isDistinct(levels: readonly number[]): boolean {
  return new Set(levels).size === levels.length;
}

export const statisticsLevelsSchema = z.strictObject({
  percentiles: z
    .array(level)
    .refine(isDistinct, 'each level once')
    .default([50, 75, 90, 95, 99])
    .describe('percents from 0 to 100; 0.5 is the loss of one year in 200'),
  cteLevels: z
    .array(level.lt(100))
    .refine(isDistinct, 'each level once')
    .default([95])
    .describe('percents below 100; 95 is the mean of the lowest 5 % of the scenarios'),
});

export type StatisticsLevels = z.infer<typeof statisticsLevelsSchema>;

/** What a run reports where its configuration says nothing. */
export const defaultStatisticsLevels: StatisticsLevels = statisticsLevelsSchema.parse({});
