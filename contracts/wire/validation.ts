/** POST /v1/validate: what can be known of a run without reading its files. */
import { z } from 'zod';
import { sha256Schema } from '../package-manifest.ts';
import { jobIdSchema } from './job.ts';
import { problemSchema } from './problem-details.ts';

export const validationSchema = z.strictObject({
  isValid: z.boolean(),
  /** What is wrong; a submission would be refused with the same. */
  problem: problemSchema.nullable(),
  /** What was looked at. Rows of tables are read by a worker, when the run is submitted. */
  checked: z.array(z.enum(['config', 'files', 'engines'])),
  /** Equal where the same is asked of the same files; null where it is not valid. */
  contentHash: sha256Schema.nullable(),
  /** A job of the tenant that has the answer already. */
  answeredFrom: jobIdSchema.nullable(),
  /** Whether it brings engines of its own. */
  bringsCode: z.boolean().nullable(),
});

export type Validation = z.infer<typeof validationSchema>;
