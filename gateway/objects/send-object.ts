/** An object as an answer: a strong ETag, which is its SHA-256, and single ranges of its bytes. */
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { ObjectRef } from '../../contracts/wire/task.ts';
import type { ByteRange, ObjectStore } from './object-store.ts';

export interface SentObject {
  readonly tenant: string;
  readonly object: ObjectRef;
  /** Of 200 and 206; `Content-Type` at least. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Answers 200, 206 or 304, with no bytes to HEAD. Resolves when the answer is sent or the client has
 * gone. Throws RANGE_INVALID (with Content-Range set), NOT_FOUND, BACKEND_UNAVAILABLE.
 */
export async function sendObject(
  request: Request,
  response: Response,
  store: ObjectStore,
  { tenant, object, headers }: SentObject,
): Promise<void> {
  const { sha256, sizeBytes } = object;
  const etag = `"${sha256}"`;
  const lasting = { ETag: etag, 'Cache-Control': 'private, no-cache', 'Accept-Ranges': 'bytes' };
  if (isKnown(request, etag)) {
    response.status(304).set(lasting).end();
    return;
  }
  const range = askedRange(request, response, object);
  const { begin, end } = range ?? { begin: 0, end: sizeBytes };
  const answer = (): Response =>
    response
      .status(range === null ? 200 : 206)
      .set({ ...headers, ...lasting, 'Content-Length': String(end - begin) })
      .set(range === null ? {} : { 'Content-Range': `bytes ${begin}-${end - 1}/${sizeBytes}` });
  if (request.method === 'HEAD') {
    answer().end();
    return;
  }
  const bytes = store.read(tenant, sha256, { begin, end })[Symbol.asyncIterator]();
  // What is not there is said before the answer begins.
  const first = await bytes.next();
  answer();
  await sendAll(first, bytes, response);
}

/** Bytes as fast as the client takes them. */
async function sendAll(
  first: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
  response: Response,
): Promise<void> {
  try {
    await pipeline(async function* () {
      try {
        for (let next = first; !next.done; next = await rest.next()) yield next.value;
      } finally {
        await rest.return?.();
      }
    }, response);
  } catch (error) {
    if (!isCut(error)) throw error;
  }
}

/** The client has closed the connection. */
function isCut(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}

function isKnown(request: Request, etag: string): boolean {
  const known = request.get('If-None-Match')?.split(',') ?? [];
  return known.some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));
}

/** Null for all of it: several ranges, another unit, and an If-Range that names other bytes are answered so. */
function askedRange(
  request: Request,
  response: Response,
  { sha256, sizeBytes }: ObjectRef,
): ByteRange | null {
  const ifRange = request.get('If-Range');
  if (ifRange !== undefined && ifRange !== `"${sha256}"`) return null;
  const asked = request.range(sizeBytes);
  if (asked === -1) {
    response.set('Content-Range', `bytes */${sizeBytes}`);
    const expected = `a range within ${sizeBytes} bytes`;
    const message = `The Range ${request.get('Range')} lies beyond the ${sizeBytes} bytes that there are. Ask for ${expected}.`;
    throw new LiveCalcError('RANGE_INVALID', message, { expected });
  }
  if (asked === undefined || asked === -2) return null;
  const [only, another] = asked;
  if (asked.type !== 'bytes' || only === undefined || another !== undefined) return null;
  return { begin: only.start, end: only.end + 1 };
}
