import type { Request } from 'express';
import type { z } from 'zod';
import { firstFinding } from '../../contracts/describe-issues.ts';
import { LiveCalcError } from '../../contracts/errors.ts';

/** The query of a request as its schema reads it. Throws REQUEST_INVALID. */
export function readQuery<S extends z.ZodObject>(schema: S, { query }: Request): z.infer<S> {
  const parsed = schema.safeParse(query);
  if (parsed.success) return parsed.data;
  const finding = firstFinding(schema, query, parsed.error.issues);
  const message = `The query of the address is not one that it takes: ${finding?.sentence ?? 'it cannot be read'}.`;
  throw new LiveCalcError('REQUEST_INVALID', message, {
    ...(finding && { found: finding.found, expected: finding.expected }),
  });
}
