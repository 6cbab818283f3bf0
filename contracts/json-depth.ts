/** How deep JSON text is nested, found without parsing it: parsers recurse. */

/** Nesting that no message and no configuration needs. */
export const maxJsonDepth = 64;

const quote = 0x22;
const backslash = 0x5c;

/** Where the text first goes deeper than `maxDepth`, -1 where it does not. Brackets in strings do not count. */
export function tooDeepAt(text: string, maxDepth: number = maxJsonDepth): number {
  let depth = 0;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === quote) {
      offset = endOfString(text, offset);
    } else if (code === 0x5b || code === 0x7b) {
      if (++depth > maxDepth) return offset;
    } else if (code === 0x5d || code === 0x7d) {
      depth--;
    }
  }
  return -1;
}

/** The offset of the quote that ends the string that begins at `offset`, the text's end where none does. */
function endOfString(text: string, offset: number): number {
  let end = text.indexOf('"', offset + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, offset: number): boolean {
  let begin = offset;
  while (text.charCodeAt(begin - 1) === backslash) begin--;
  return (offset - begin) % 2 === 1;
}
