import { LiveCalcError } from '../contracts/errors.ts';

/**
 * The same bytes. Throws PACKAGE_TOO_LARGE as soon as there are more than `maxBytes`, before the first
 * where `expectedBytes` says so.
 */
export async function* limited(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  maxBytes: number,
  what: string,
  expectedBytes = 0,
): AsyncIterable<Uint8Array> {
  if (expectedBytes > maxBytes) throw tooLarge(what, maxBytes);
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.byteLength;
    if (count > maxBytes) throw tooLarge(what, maxBytes);
    yield chunk;
  }
}

function tooLarge(what: string, maxBytes: number): LiveCalcError {
  const limit = `${Math.floor(maxBytes / 2 ** 20)} MiB`;
  const message =
    `${what} has more than ${limit}, the most that this server takes at once (MAX_PACKAGE_MB). Every file ` +
    'of a model may be put to /v1/assets/{sha256} by itself; where one is larger, have the limit raised.';
  return new LiveCalcError('PACKAGE_TOO_LARGE', message, { expected: `at most ${limit}` });
}
