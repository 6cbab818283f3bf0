/**
 * A look at JSON text before it is parsed: how deep it is nested, and whether a key occurs twice in one
 * object. Parsers recurse, or silently keep the last of two values (I5); this takes one pass, and a
 * stack no deeper than what it allows.
 */

export interface JsonFlaw {
  readonly flaw: 'depth' | 'duplicate';
  readonly offset: number;
  /** The bracket that is one too many, or the key with its quotes. */
  readonly found: string;
}

const quote = 0x22;
const backslash = 0x5c;

/**
 * The first flaw of `text`, or null. What stands in quotes is not taken for structure. Text that is not JSON
 * may have no flaw: the parser finds what is wrong with it.
 */
export function scanJson(text: string, maxDepth: number): JsonFlaw | null {
  /** The keys of each open object; null for a list. */
  const open: (Set<string> | null)[] = [];
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === quote) {
      const end = endOfString(text, offset);
      const keys = open.at(-1);
      if (keys && isKey(text, end)) {
        const found = text.slice(offset, end);
        const key = unescaped(found);
        if (keys.has(key)) return { flaw: 'duplicate', offset, found };
        keys.add(key);
      }
      offset = end - 1;
    } else if (code === 0x7b || code === 0x5b) {
      if (open.length === maxDepth) return { flaw: 'depth', offset, found: text.charAt(offset) };
      open.push(code === 0x7b ? new Set() : null);
    } else if (code === 0x7d || code === 0x5d) open.pop();
  }
  return null;
}

/** The offset after the closing quote, or the text's end. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end + 1;
}

function isEscaped(text: string, offset: number): boolean {
  let first = offset;
  while (text.charCodeAt(first - 1) === backslash) first--;
  return (offset - first) % 2 === 1;
}

/** Whether a colon follows, after white space. */
function isKey(text: string, end: number): boolean {
  let offset = end;
  while (' \t\r\n'.includes(text.charAt(offset)) && offset < text.length) offset++;
  return text[offset] === ':';
}

function unescaped(quoted: string): string {
  if (!quoted.includes('\\')) return quoted;
  try {
    return JSON.stringify(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
