/** What comes in the body of a request, with its limit. */
import type { IncomingMessage } from 'node:http';
import { describeIssues } from '../../contracts/describe-issues.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { maxJsonDepth, tooDeepAt } from '../../contracts/json-depth.ts';
import { submissionSchema, type Submission } from '../../contracts/wire/submission.ts';
import { limited } from '../intake/limited.ts';

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

/** The submission of a JSON body. Throws as `requestBytes`, JSON_TOO_DEEP, REQUEST_INVALID. */
export async function readSubmission(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Submission> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of requestBytes(request, maxBytes, 'The JSON body')) chunks.push(chunk);
  const value = parsed(decoded(Buffer.concat(chunks)));
  const { success, data, error } = submissionSchema.safeParse(value);
  if (success) return data;
  const [finding] = describeIssues(submissionSchema, value, error.issues);
  const sentence = finding?.sentence ?? 'it is no object';
  const message = `The body is not a submission: ${sentence}. docs/protocol.md describes one.`;
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

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new LiveCalcError('REQUEST_INVALID', 'The JSON body is not UTF-8.', {}, error);
  }
}

function parsed(text: string): unknown {
  const deepAt = tooDeepAt(text);
  if (deepAt >= 0) {
    const message = `The JSON body is nested deeper than ${maxJsonDepth} levels, at character ${deepAt + 1}.`;
    throw new LiveCalcError('JSON_TOO_DEEP', message);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = `The body is not JSON: ${(error as Error).message}.`;
    throw new LiveCalcError('REQUEST_INVALID', message, {}, error);
  }
}
