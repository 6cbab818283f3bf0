/** GET /v1/jobs/{jobId}/results: which tables there are, and where. */
import { z } from 'zod';
import { jobIdSchema, jobStates, storedTableSchema } from './job.ts';

export const resultListSchema = z.strictObject({
  jobId: jobIdSchema,
  status: z.enum(jobStates),
  /** Of a COMPLETED job; others have none. */
  tables: z.array(
    z.strictObject({
      ...storedTableSchema.shape,
      forms: z.array(
        z.strictObject({
          /** As `?format` takes it. */
          format: z.string(),
          mediaType: z.string(),
          /** Relative to the server. */
          url: z.string(),
        }),
      ),
    }),
  ),
});
