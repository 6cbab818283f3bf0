/** What comes in the body of a request, with its limit. */
import type { IncomingMessage } from 'node:http';
import { firstFinding } from '../contracts/describe-issues.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import { submissionSchema, type Submission } from '../contracts/wire/submission.ts';
import { readJsonBody } from '../service/http/json-body.ts';
import { limited } from './limited.ts';

/**
 * The bytes as they come. A reader that stops leaves the connection open, so that the client can be
 * told why. Throws PACKAGE_TOO_LARGE, at once where the length is said; REQUEST_INVALID where they
 * are encoded; CANCELLED where the client goes away.
 */
export async function* requestBytes(
  request: IncomingMessage,
  maxBytes: number,
  what: string,
): AsyncIterable<Uint8Array> {
  const { 'content-encoding': encoding = 'identity', 'content-length': length } = request.headers;
  if (encoding !== 'identity') {
    const message = `The body has the Content-Encoding ${encoding}; send it without one. Packages are compressed already.`;
    throw new LiveCalcError('REQUEST_INVALID', message, { found: encoding, expected: 'identity' });
  }
  yield* limited(unlessGone(request), maxBytes, what, Number(length ?? 0));
}

/** The submission of a JSON body. Throws as `readJsonBody`, REQUEST_INVALID. */
export async function readSubmission(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Submission> {
  const value = await readJsonBody(request, maxBytes);
  const { success, data, error } = submissionSchema.safeParse(value);
  if (success) return data;
  const finding = firstFinding(submissionSchema, value, error.issues);
  const sentence = finding?.sentence ?? 'it is no object';
  const message = `The body is not a submission: ${sentence}. docs/http.md describes one.`;
  throw new LiveCalcError('REQUEST_INVALID', message, {
    ...(finding && { found: finding.found, expected: finding.expected }),
  });
}

async function* unlessGone(request: IncomingMessage): AsyncIterable<Uint8Array> {
  try {
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!request.destroyed) throw error;
    throw new LiveCalcError('CANCELLED', 'The client has closed the connection.', {}, error);
  }
}
