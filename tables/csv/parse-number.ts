const decimalNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The double nearest to a decimal number, or null where the text is none: empty, with spaces, in
 * hexadecimal, NaN, Infinity, or beyond the largest double. `-0` keeps its sign.
 */
export function parseNumber(text: string): number | null {
  if (!decimalNumber.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}
