/** What may stand in the query of a route. */
import { z } from 'zod';
import { jobStates } from '../../contracts/wire/job.ts';

const wholeNumber = (least: number, most: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d{1,15}$/, `a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.int().min(least).max(most));

const time = z.iso.datetime({ offset: true, error: 'a time as 2026-11-01T00:00:00Z' });
const day = z.iso.date('a day as 2026-11-01');

const isState = (name: string): boolean => jobStates.some((state) => state === name);

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
    // Here, where the message can say what was sent: the parts have no name in the query.
    .refine((text) => text.split(',').every(isState), `states of ${jobStates.join(', ')}`)
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(jobStates)).min(1))
    .optional()
    .describe('only these, with commas between'),
  createdAfter: time.optional(),
  createdBefore: time.optional(),
  limit: wholeNumber(1, 200).optional().describe('of one page; 50 by default'),
  cursor: z.string().max(500).optional().describe('nextCursor of the page before'),
});

export const tableQuerySchema = z.strictObject({
  format: z.enum(['arrow', 'parquet', 'csv', 'json']).optional().describe('in the place of Accept'),
});

export const usageQuerySchema = z.strictObject({
  from: day.optional().describe('the first day, UTC; by default 30 days ago'),
  to: day.optional().describe('the last day, UTC; by default today'),
});
