/** GET /health. */
import { z } from 'zod';

export const healthSchema = z.strictObject({
  /** `ready`: it takes work. */
  status: z.enum(['starting', 'ready', 'draining']),
  uptimeSeconds: z.number(),
  /** The rest is for those who say who they are. */
  runtimeVersion: z.string().optional(),
  nodeVersion: z.string().optional(),
  memory: z
    .strictObject({
      /** Resident, of the server's process. */
      serverBytes: z.int(),
      serverHeapBytes: z.int(),
      serverExternalBytes: z.int(),
      /** Resident, of all processes that run jobs. */
      executorBytes: z.int(),
    })
    .optional(),
  jobs: z.strictObject({ running: z.int(), queued: z.int() }).optional(),
});

export type Health = z.infer<typeof healthSchema>;
