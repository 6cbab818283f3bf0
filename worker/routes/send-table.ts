/** A stored file of a job as an answer: a table as its Arrow IPC stream, with a strong ETag and ranges. */
import path from 'node:path';
import type { Request, Response } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import { problemMediaType, problemOf } from '../../contracts/wire/problem-details.ts';
import type { Job, JobFile } from '../jobs/job.ts';

export const arrowMediaType = 'application/vnd.apache.arrow.stream';

/** As `sendFile`. Throws NOT_FOUND, NOT_READY. */
export async function sendTable(
  request: Request,
  response: Response,
  job: Job,
  name: string,
): Promise<void> {
  using table = job.useTable(name);
  await sendFile(request, response, job, { ...table, mediaType: arrowMediaType });
}

/**
 * Resolves when the answer is sent or the client has gone. HEAD, If-Range and ranges are express's; the
 * ETag is the SHA-256 of the bytes.
 */
export async function sendFile(
  request: Request,
  response: Response,
  { id }: Job,
  { file, sha256, sizeBytes, mediaType }: JobFile & { readonly mediaType: string },
): Promise<void> {
  const etag = `"${sha256}"`;
  response.set({
    ETag: etag,
    'Content-Type': mediaType,
    'Cache-Control': 'private, no-cache',
    Location: `/v1/jobs/${id}`,
  });
  // express would not say so to `fetch`, which adds `Cache-Control: no-cache`; these bytes never change.
  if (request.get('If-None-Match')?.includes(etag)) {
    response.status(304).end();
    return;
  }
  const options = {
    root: path.dirname(file),
    dotfiles: 'allow',
    cacheControl: false,
    lastModified: false,
  } as const;
  const error = await new Promise<Error | undefined>((resolve) =>
    response.sendFile(path.basename(file), options, resolve),
  );
  if (error !== undefined && !response.headersSent) refuse(response, sizeBytes, error);
}

function refuse(response: Response, sizeBytes: number, cause: Error): void {
  if (!('status' in cause) || cause.status !== 416) throw cause;
  const expected = `a range within ${sizeBytes} bytes`;
  const message = `There are ${sizeBytes} bytes, and the Range lies beyond them. Ask for ${expected}.`;
  const problem = problemOf(new LiveCalcError('RANGE_INVALID', message, { expected }));
  response
    .status(416)
    .set({ 'Content-Range': `bytes */${sizeBytes}`, 'Content-Type': problemMediaType })
    .end(JSON.stringify(problem));
}
