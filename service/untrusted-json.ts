/** JSON that came over the network, and may be long. */
import { LiveCalcError } from '../contracts/errors.ts';
import { hasMoreValues } from '../contracts/has-more-values.ts';
import { JsonTextError, parseJson } from '../contracts/parse-json.ts';
import { scanJson } from '../contracts/scan-json.ts';

/** Nothing of ours is nested deeper, and those who read it may recurse. */
export const maxJsonDepth = 64;
/** A submission may hold more only as the rows of its portfolio, which are checked one by one. */
export const maxJsonValues = 20_000;
const rowsKey = 'policies';
/** Of longer text an error does not tell line and column: finding them costs many times the text. */
const explainedCharacters = 1_000_000;

/**
 * The value of a JSON text, looked through before it is parsed. Not `parseJson`, whose tree of nodes
 * takes many times the memory of a long body. Throws JSON_TOO_DEEP; REQUEST_INVALID where it is not JSON, a
 * key occurs twice or there are more values than anything of ours has. `what` is how messages call it.
 */
export function parseUntrustedJson(text: string, what: string): unknown {
  const flaw = scanJson(text, maxJsonDepth);
  if (flaw?.flaw === 'depth') {
    const expected = `at most ${maxJsonDepth} levels of nesting`;
    const message = `${what} has more brackets inside each other at character ${flaw.offset} than it may; expected ${expected}.`;
    throw new LiveCalcError('JSON_TOO_DEEP', message, { found: flaw.found, expected });
  }
  if (flaw?.flaw === 'duplicate') {
    const found = flaw.found.slice(0, 60);
    const expected = 'each key once in its object';
    const message = `${what} has the key ${found} a second time at character ${flaw.offset}; expected ${expected}.`;
    throw new LiveCalcError('REQUEST_INVALID', message, { found, expected });
  }
  const value = parsed(text, what);
  if (!hasMoreValues(value, maxJsonValues, rowsKey)) return value;
  const expected = `at most ${maxJsonValues} values beside the rows of ${rowsKey}`;
  const message = `${what} holds more than a request may; expected ${expected}. Upload files with PUT /v1/assets/{sha256}.`;
  throw new LiveCalcError('REQUEST_INVALID', message, { expected });
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson(text, what);
  }
}

/** The text of UTF-8 bytes. Throws REQUEST_INVALID. */
export function utf8Text(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const expected = 'JSON in UTF-8';
    throw new LiveCalcError('REQUEST_INVALID', `${what} is not UTF-8; expected ${expected}.`, {
      expected,
    });
  }
}

function notJson(text: string, what: string): LiveCalcError {
  const place = text.length <= explainedCharacters ? placeOf(text) : null;
  const where = place === null ? '' : `: ${place.message}`;
  return new LiveCalcError('REQUEST_INVALID', `${what} is not JSON${where}.`, {
    ...(place && { found: place.found, expected: place.expected }),
  });
}

function placeOf(text: string): JsonTextError | null {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonTextError) return error;
  }
  return null;
}
