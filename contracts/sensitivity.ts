/** Valuations beside the run: the same portfolio and scenarios with single keys changed. */
import { z } from 'zod';

/** What the table of sensitivities calls its first row, the run itself. */
export const baseRowName = 'base';

const sensitivity = z.strictObject({
  name: z
    .string()
    .min(1)
    .refine((name) => name !== baseRowName, `another name: "${baseRowName}" is the run itself`)
    .describe('what the table of results calls it'),
  set: z
    .record(z.string().min(1), z.unknown())
    .refine((set) => Object.keys(set).length > 0, 'at least one key of the configuration')
    .describe('keys of the configuration, as --set spells them, and their values'),
  policies: z
    .enum(['all', 'worse'])
    .default('all')
    .describe('worse: only policies whose mean falls are stressed, the others stay as they are'),
});

export const sensitivitiesSchema = z
  .array(sensitivity)
  .refine(
    (list) => new Set(list.map(({ name }) => name)).size === list.length,
    'names that differ',
  );

export type Sensitivity = z.infer<typeof sensitivity>;
