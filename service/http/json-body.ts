/** A request's body as JSON, within limits that hold before anything is parsed. */
import type { IncomingMessage } from 'node:http';
import { LiveCalcError } from '../../contracts/errors.ts';
import { parseUntrustedJson, utf8Text } from '../untrusted-json.ts';

const what = 'The body of the request';

/**
 * The value of a body of type application/json. Throws REQUEST_INVALID (another type, an encoding, not
 * JSON), JSON_TOO_DEEP, PACKAGE_TOO_LARGE, and CANCELLED where the client goes away in the middle.
 */
export async function readJsonBody(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type)) {
    throw wrongHeader('Content-Type', type, 'application/json');
  }
  return parseUntrustedJson(utf8Text(await readBody(request, limitBytes), what), what);
}

/** The bytes of a body. Throws PACKAGE_TOO_LARGE, REQUEST_INVALID for an encoding, CANCELLED. */
async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw wrongHeader('Content-Encoding', encoding, 'none');
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  try {
    // Not closed when we stop early: the answer still has to go out on this connection.
    for await (const part of request.iterator({ destroyOnReturn: false })) {
      sizeBytes += (part as Buffer).length;
      if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
      parts.push(part as Buffer);
    }
  } catch (error) {
    if (error instanceof LiveCalcError) throw error;
    throw new LiveCalcError('CANCELLED', 'The client went away before its request was whole.');
  }
  return Buffer.concat(parts, sizeBytes);
}

function tooLarge(limitBytes: number): LiveCalcError {
  const expected = `at most ${limitBytes} bytes`;
  return new LiveCalcError(
    'PACKAGE_TOO_LARGE',
    `${what} is longer than it may be; expected ${expected}. Upload files with PUT /v1/assets/{sha256} ` +
      'and name them by hash, or send a package.',
    { expected },
  );
}

function wrongHeader(name: string, value: string, expected: string): LiveCalcError {
  const found = value === '' ? 'missing' : value.slice(0, 100);
  const message = `${name} is ${found}; expected ${expected}.`;
  return new LiveCalcError('REQUEST_INVALID', message, { found, expected });
}
