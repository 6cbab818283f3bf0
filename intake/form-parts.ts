/** The parts of a multipart/form-data body as they come, none of them held. */
import { on } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { LiveCalcError } from '../contracts/errors.ts';

export interface FormPart {
  /** Empty where the part has none. */
  readonly name: string;
  readonly filename: string | undefined;
  /** To be read before the next part is asked for. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface Form {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** With its boundary. */
  readonly contentType: string;
}

type FileEvent = [name: string | undefined, stream: Readable, filename: string | undefined];

/** Throws TOO_MANY_FILES, REQUEST_INVALID where it is no such body or is cut short, and what `bytes` throws. */
export async function* formParts(form: Form, maxParts: number): AsyncGenerator<FormPart> {
  const parser = parserOf(form.contentType, maxParts);
  const stop = new AbortController();
  const streams = new Set<Readable>();
  parser.on('file', (_name: string, stream: Readable) => {
    streams.add(stream.once('close', () => streams.delete(stream)));
    // The parser tells a stream of its errors, but does not end it.
    stream.on('error', (error) => stream.destroy(error));
  });
  parser.once('partsLimit', () => stop.abort(tooMany(maxParts)));
  const arrived = on(parser, 'file', { close: ['finish'] });
  const fed = pipeline(Readable.from(form.bytes), parser, { signal: stop.signal }).catch(
    (error: unknown) => {
      for (const stream of streams) stream.destroy(error as Error);
    },
  );
  try {
    for await (const [name, stream, filename] of arrived as AsyncIterable<FileEvent>) {
      yield { name: name ?? '', filename, bytes: ours(stream, stop.signal) };
    }
  } catch (error) {
    throw formError(error, stop.signal);
  } finally {
    stop.abort();
    await fed;
  }
}

function parserOf(contentType: string, maxParts: number): InstanceType<typeof Busboy> {
  const limits = { parts: maxParts, headerPairs: 20, headerSize: 8 * 1024 };
  const headers = { 'content-type': contentType };
  try {
    return new Busboy({ headers, limits, preservePath: true, isPartAFile: () => true });
  } catch (error) {
    throw formError(error);
  }
}

async function* ours(stream: Readable, signal: AbortSignal): AsyncIterable<Uint8Array> {
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw formError(error, signal);
  }
}

/** Errors of the parser become ours here. */
function formError(error: unknown, signal?: AbortSignal): unknown {
  if (error instanceof LiveCalcError) return error;
  if (signal?.aborted && signal.reason instanceof LiveCalcError) return signal.reason;
  const found = error instanceof Error ? error.message : String(error);
  const message = `The body is no whole multipart/form-data (${found}). Send it again, with the boundary that Content-Type names.`;
  return new LiveCalcError('REQUEST_INVALID', message, { found }, error);
}

function tooMany(maxParts: number): LiveCalcError {
  const expected = `at most ${maxParts} parts`;
  const message = `The form has more parts than it may; expected ${expected}. Put files to /v1/assets/{sha256} and name them by hash.`;
  return new LiveCalcError('TOO_MANY_FILES', message, { expected });
}
