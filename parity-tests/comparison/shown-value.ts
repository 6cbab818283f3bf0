/** One value, written so that no two of different bits look the same. */
import type { Column, NumericArray } from '../../contracts/table.ts';

export interface ShownValue {
  /** Of a number, the shortest decimal that reads back as it. */
  readonly text: string;
  /** Its bits as hexadecimal digits, the sign first; null of a text. */
  readonly bits: string | null;
}

/** Throws RangeError where the column has no such row, from 0. */
export function shownValue({ type, values }: Column, row: number): ShownValue {
  const value = values[row];
  if (value === undefined) throw new RangeError(`no row ${row} of ${values.length}`);
  if (type === 'utf8') return { text: JSON.stringify(value), bits: null };
  return { text: Object.is(value, -0) ? '-0' : String(value), bits: bitsOf(values, row) };
}

/** Read from memory: a NaN that passes through a number may lose some of its bits. */
function bitsOf({ buffer, byteOffset, BYTES_PER_ELEMENT }: NumericArray, row: number): string {
  const bytes = new Uint8Array(buffer, byteOffset + row * BYTES_PER_ELEMENT, BYTES_PER_ELEMENT);
  return Buffer.from(bytes.toReversed()).toString('hex');
}

/** `0.1 (bits 3fb999999999999a)`. */
export function valueText({ text, bits }: ShownValue): string {
  return bits === null ? text : `${text} (bits ${bits})`;
}
