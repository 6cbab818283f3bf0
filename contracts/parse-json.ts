/**
 * JSON with places: what JSON.parse accepts, but an error says line and column, and a key that
 * occurs twice in one object is an error too (JSON.parse would silently keep the last, I5).
 */

/** Where JSON text stops being JSON. Lines and columns count from 1. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
  readonly line: number;
  readonly column: number;
  readonly found: string;
  readonly expected: string;

  constructor(text: string, offset: number, found: string, expected: string) {
    const before = text.slice(0, offset).split('\n');
    const line = before.length;
    const column = (before.at(-1)?.length ?? 0) + 1;
    super(`line ${line}, column ${column}: found ${found}, expected ${expected}`);
    this.line = line;
    this.column = column;
    this.found = found;
    this.expected = expected;
  }
}

const maxDepth = 64;
const space = /[ \t\r\n]*/y;
const scalar =
  /"(?:[^"\\]|\\[^])*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)\b/y;
const nextWord = /[\w.+-]+|[^]/uy;

interface Cursor {
  readonly text: string;
  offset: number;
  depth: number;
}

/** The value that `text` denotes. Throws JsonTextError. */
export function parseJson(text: string): unknown {
  const cursor: Cursor = { text, offset: 0, depth: 0 };
  const value = readValue(cursor);
  if (peek(cursor) !== '') fail(cursor, 'the end of the file');
  return value;
}

function readValue(cursor: Cursor): unknown {
  const first = peek(cursor);
  if (first !== '{' && first !== '[') return readScalar(cursor);
  cursor.depth += 1;
  if (cursor.depth > maxDepth) fail(cursor, `at most ${maxDepth} levels of nesting`);
  const value = first === '{' ? readObject(cursor) : readList(cursor);
  cursor.depth -= 1;
  return value;
}

function readObject(cursor: Cursor): unknown {
  const entries = new Map<string, unknown>();
  cursor.offset += 1;
  if (take(cursor, '}')) return {};
  do {
    if (peek(cursor) !== '"') fail(cursor, 'a key in double quotes');
    const place = cursor.offset;
    const key = readScalar(cursor) as string;
    if (entries.has(key)) {
      throw new JsonTextError(
        cursor.text,
        place,
        `the key "${key}" a second time`,
        'each key once in its object',
      );
    }
    if (!take(cursor, ':')) fail(cursor, '":" after the key');
    entries.set(key, readValue(cursor));
  } while (take(cursor, ','));
  if (!take(cursor, '}')) fail(cursor, '"," or "}"');
  return Object.fromEntries(entries);
}

function readList(cursor: Cursor): unknown {
  const items: unknown[] = [];
  cursor.offset += 1;
  if (take(cursor, ']')) return items;
  do items.push(readValue(cursor));
  while (take(cursor, ','));
  if (!take(cursor, ']')) fail(cursor, '"," or "]"');
  return items;
}

function readScalar(cursor: Cursor): unknown {
  scalar.lastIndex = cursor.offset;
  const match = scalar.exec(cursor.text);
  if (match === null) fail(cursor, 'a value (text in double quotes, a number, true, false, null)');
  const value = parsed(match[0]);
  if (value === undefined)
    fail(cursor, 'text in which line breaks and \\ are written \\n and \\\\');
  cursor.offset = scalar.lastIndex;
  return value;
}

/** Undefined where text holds a line break, a control character or an escape there is not. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The next character after white space, '' at the end. */
function peek(cursor: Cursor): string {
  space.lastIndex = cursor.offset;
  space.exec(cursor.text);
  cursor.offset = space.lastIndex;
  return cursor.text.charAt(cursor.offset);
}

function take(cursor: Cursor, character: string): boolean {
  if (peek(cursor) !== character) return false;
  cursor.offset += 1;
  return true;
}

function fail(cursor: Cursor, expected: string): never {
  nextWord.lastIndex = cursor.offset;
  const word = nextWord.exec(cursor.text)?.[0];
  const found = word === undefined ? 'the end of the file' : JSON.stringify(word);
  throw new JsonTextError(cursor.text, cursor.offset, found, expected);
}
