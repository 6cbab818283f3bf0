/**
 * JSON with places: what JSON.parse accepts, but an error says line and column, and a key that
 * occurs twice in one object is an error too (JSON.parse would silently keep the last, I5).
 */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { scanJson } from './scan-json.ts';

/** Where JSON text stops being JSON. Lines and columns count from 1. */
export class JsonTextError extends Error {
  override readonly name: string = 'JsonTextError';
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

/** JSON that is nested deeper than anything here needs. */
export class JsonDepthError extends JsonTextError {
  override readonly name = 'JsonDepthError';
}

const aValue = 'a value (text in double quotes, a number, true, false, null)';

/** What the library's codes ask for, in words. */
const expectations: Readonly<Record<string, string>> = {
  ValueExpected: aValue,
  InvalidSymbol: aValue,
  InvalidNumberFormat: 'a number such as 0.5 or 1e-3',
  PropertyNameExpected: 'a key in double quotes',
  ColonExpected: '":" after the key',
  CommaExpected: '","',
  CloseBraceExpected: '"," or "}"',
  CloseBracketExpected: '"," or "]"',
  EndOfFileExpected: 'the end of the file',
  InvalidCommentToken: 'JSON without comments',
  UnexpectedEndOfString: 'a double quote at the end of the text',
  InvalidEscapeCharacter: 'text in which line breaks and \\ are written \\n and \\\\',
  InvalidCharacter: 'text in which line breaks and \\ are written \\n and \\\\',
};

/** Nesting that no configuration needs; the library recurses. */
const maxDepth = 64;

/** The value that `text` denotes. Throws JsonTextError, JsonDepthError. */
export function parseJson(text: string): unknown {
  refuseFlaw(text);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const [error] = errors;
  if (error) {
    const expected = expectations[printParseErrorCode(error.error)] ?? 'JSON';
    throw new JsonTextError(text, error.offset, foundAt(text, error.offset), expected);
  }
  if (root === undefined) throw new JsonTextError(text, 0, foundAt(text, 0), aValue);
  return valueOf(root);
}

function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map((item) => valueOf(item));
  if (node.type !== 'object') return node.value;
  return Object.fromEntries(
    (node.children ?? []).map(({ children }) => {
      const [key, value] = children!;
      return [String(key!.value), valueOf(value!)];
    }),
  );
}

function refuseFlaw(text: string): void {
  const flaw = scanJson(text, maxDepth);
  if (flaw === null) return;
  if (flaw.flaw === 'depth') {
    const expected = `at most ${maxDepth} levels of nesting`;
    throw new JsonDepthError(text, flaw.offset, JSON.stringify(flaw.found), expected);
  }
  const found = `the key ${flaw.found} a second time`;
  throw new JsonTextError(text, flaw.offset, found, 'each key once in its object');
}

/** The word or sign at a place. */
function foundAt(text: string, offset: number): string {
  const word = /^[\w.+-]+|^[^]/u.exec(text.slice(offset).trimStart())?.[0];
  return word === undefined ? 'the end of the file' : JSON.stringify(word);
}
