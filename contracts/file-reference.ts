import { z } from 'zod';

/** A file of the model, as the configuration names it. */
export const fileReference = z
  .string()
  .regex(/^local:\/\/.+/, 'a file reference such as "local://mortality.csv"')
  .describe('local://PATH, relative to the config file');
