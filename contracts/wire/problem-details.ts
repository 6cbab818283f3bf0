/** Errors over HTTP and on sockets: RFC 9457 problem details with our stable code. */
import { z } from 'zod';
import { errorCodes, LiveCalcError, type ErrorCode } from '../errors.ts';
import { assetPathSchema, sha256Schema } from '../package-manifest.ts';

export const problemMediaType = 'application/problem+json';

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];

/** `details` are those of the error, where it has any. */
export const problemSchema = z.strictObject({
  type: z.literal('about:blank'),
  /** The code in words. */
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(codes),
  /** Whether the same request could succeed when tried again. */
  retryable: z.boolean(),
  details: z.strictObject({
    file: z.string().optional(),
    row: z.int().optional(),
    column: z.string().optional(),
    found: z.string().optional(),
    expected: z.string().optional(),
    node: z.string().optional(),
    engine: z.string().optional(),
    chunk: z.int().optional(),
    inputs: z.record(z.string(), sha256Schema).optional(),
    traceback: z.string().optional(),
    hint: z.string().optional(),
    policyId: z.string().optional(),
    scenario: z.int().optional(),
    scenarioId: z.string().optional(),
    missing: z
      .array(z.strictObject({ path: assetPathSchema, sha256: sha256Schema }))
      .readonly()
      .optional(),
    furtherProblems: z.int().optional(),
  }),
});

export type Problem = z.infer<typeof problemSchema>;

/** HTTP status by code; every other error of the user is 422, of ours 500. */
const statuses: Partial<Record<ErrorCode, number>> = {
  REQUEST_INVALID: 400,
  JSON_TOO_DEEP: 400,
  PACKAGE_INVALID: 400,
  PATH_UNSAFE: 400,
  LINK_REFUSED: 400,
  FRAME_MALFORMED: 400,
  FRAME_OUT_OF_ORDER: 400,
  UNAUTHENTICATED: 401,
  AUTH_UNAVAILABLE: 503,
  FORBIDDEN: 403,
  PACKAGE_CODE_DENIED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  NOT_READY: 409,
  CANCELLED: 409,
  ASSET_MISSING: 422,
  IDEMPOTENCY_CONFLICT: 422,
  PACKAGE_TOO_LARGE: 413,
  UNPACKED_TOO_LARGE: 413,
  COMPRESSION_RATIO_EXCEEDED: 413,
  TOO_MANY_FILES: 413,
  FRAME_TOO_LARGE: 413,
  QUEUE_FULL: 503,
  DRAINING: 503,
  DEADLINE_EXCEEDED: 422,
  STORAGE_FULL: 507,
  QUOTA_EXCEEDED: 429,
  RATE_LIMITED: 429,
  BACKEND_UNAVAILABLE: 503,
  NOT_ACCEPTABLE: 406,
  RANGE_INVALID: 416,
};

/**
 * What is told of an error. Of what is not a LiveCalcError, and of what is ours to mend, the message
 * stays here: it may name files of the server.
 */
export function problemOf(error: unknown): Problem {
  const known =
    error instanceof LiveCalcError && error.code !== 'INTERNAL'
      ? error
      : new LiveCalcError('INTERNAL', 'A defect in LiveCalc; the log of the server has the rest.');
  const { code, blame, retryable, message } = known;
  return {
    type: 'about:blank',
    title: code.toLowerCase().replaceAll('_', ' '),
    status: statuses[code] ?? (blame === 'user' ? 422 : 500),
    detail: message,
    code,
    retryable,
    details: known.details,
  };
}

/** The error that a problem tells of. */
export function problemError({ code, detail, details }: Problem): LiveCalcError {
  const given = Object.entries(details).filter(([, value]) => value !== undefined);
  return new LiveCalcError(code, detail, Object.fromEntries(given));
}
