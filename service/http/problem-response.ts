/** Errors as answers: RFC 9457 problem details with our stable code. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { problemMediaType, problemOf } from '../../contracts/wire/problem-details.ts';
import type { Logger } from '../logger.ts';
import { contextOf } from './request-context.ts';

const usualRetrySeconds = 5;

/** Ends the response with the problem; where headers are gone already, cuts the connection. */
export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: LiveCalcError,
): void {
  const context = contextOf(request);
  context.code = error.code;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  response.statusCode = problem.status;
  response.setHeader('Content-Type', problemMediaType);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  if (problem.status === 401) response.setHeader('WWW-Authenticate', challenge(request));
  if (problem.status === 503 || problem.status === 429) {
    response.setHeader('Retry-After', context.retryAfterSeconds ?? usualRetrySeconds);
  }
  response.end(body);
  // What is still coming is read and dropped: a client that sends must be able to see the answer.
  request.resume();
}

function challenge({ headers }: IncomingMessage): string {
  const realm = 'Bearer realm="livecalc"';
  return headers.authorization === undefined ? realm : `${realm}, error="invalid_token"`;
}

/** The last handler of an app. Errors that are not a LiveCalcError are logged, and answered as INTERNAL. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const ours = problemErrorOf(error);
    if (ours.blame === 'us') logger.error({ err: error, requestId: contextOf(request).id });
    sendProblem(request, response, ours);
  };
}

/** Errors of express and Node become ours here and nowhere else. */
export function problemErrorOf(error: unknown): LiveCalcError {
  if (error instanceof LiveCalcError) return error;
  if (error instanceof URIError) {
    const message = 'The path has a % that no two hexadecimal digits follow, or that is no UTF-8.';
    return new LiveCalcError('REQUEST_INVALID', message, {}, error);
  }
  return new LiveCalcError('INTERNAL', 'A defect in LiveCalc.', {}, error);
}
