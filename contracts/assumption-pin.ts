/** Which table an `assumptions://` reference stood for in a run: enough to value the same again. */
import { z } from 'zod';
import { assumptionNameSchema } from './file-reference.ts';

export const assumptionPinSchema = z.strictObject({
  name: assumptionNameSchema.describe('of the assumption'),
  asked: assumptionNameSchema.describe(
    'the version that the configuration asks for: 2024, latest, draft',
  ),
  version: assumptionNameSchema.describe('the version that this was'),
  status: z
    .string()
    .min(1)
    .max(100)
    .describe('when it was resolved: approved, draft or a word of the manager’s own'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits')
    .describe('of the table’s bytes'),
});

/** Each reference once. */
export const assumptionPinsSchema = z
  .array(assumptionPinSchema)
  .refine((pins) => new Set(pins.map(pinnedReference)).size === pins.length, {
    error: 'each name and asked version once',
  });

export type AssumptionPin = z.infer<typeof assumptionPinSchema>;

/** The reference that a pin stands for. */
export function pinnedReference({ name, asked }: Pick<AssumptionPin, 'name' | 'asked'>): string {
  return `assumptions://${name}:${asked}`;
}

/** What messages and results call a pinned table: `assumptions://mortality:latest (version 3)`. */
export function pinnedName(pin: Pick<AssumptionPin, 'name' | 'asked' | 'version'>): string {
  return `${pinnedReference(pin)} (version ${pin.version})`;
}
