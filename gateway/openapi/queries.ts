/** What may stand in the query of a route. */
import { z } from 'zod';
import { jobStates } from '../../contracts/wire/job.ts';

const wholeNumber = (least: number, most: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d{1,15}$/, `a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.int().min(least).max(most));

const flag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .describe('true or false');

export const submitQuerySchema = z.strictObject({
  deadlineMs: wholeNumber(1, 31_536_000_000)
    .optional()
    .describe('milliseconds from now within which the job must be done'),
  maxAttempts: wholeNumber(1, 100)
    .optional()
    .describe('a task that is lost more often fails the job; by default MAX_ATTEMPTS'),
  recompute: flag.optional().describe('value it also where the answer is known already'),
});

/** Seconds that a long poll lasts at most. */
export const longestWaitSeconds = 60;

export const jobQuerySchema = z.strictObject({
  wait: wholeNumber(0, longestWaitSeconds)
    .optional()
    .describe('seconds to wait for the end of the job, before it is told as it stands'),
});

export const jobListQuerySchema = z.strictObject({
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(jobStates)).min(1))
    .optional()
    .describe('only these, with commas between'),
  createdAfter: z.iso.datetime({ offset: true }).optional(),
  createdBefore: z.iso.datetime({ offset: true }).optional(),
  limit: wholeNumber(1, 200).optional().describe('of one page; 50 by default'),
  cursor: z.string().max(500).optional().describe('nextCursor of the page before'),
});

export const tableQuerySchema = z.strictObject({
  format: z.enum(['arrow', 'parquet', 'csv', 'json']).optional().describe('in the place of Accept'),
});

export const usageQuerySchema = z.strictObject({
  from: z.iso.date().optional().describe('the first day, UTC; by default 30 days ago'),
  to: z.iso.date().optional().describe('the last day, UTC; by default today'),
});
