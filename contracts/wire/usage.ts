/** GET /v1/usage: what a tenant has used, by day. */
import { z } from 'zod';

export const usageSchema = z.strictObject({
  tenant: z.string(),
  /** UTC, both inclusive. */
  from: z.iso.date(),
  to: z.iso.date(),
  days: z.array(
    z.strictObject({
      day: z.iso.date(),
      jobs: z.int(),
      /** Of all threads together. */
      computeSeconds: z.number(),
    }),
  ),
  total: z.strictObject({ jobs: z.int(), computeSeconds: z.number() }),
});
