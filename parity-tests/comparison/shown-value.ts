/** One value, written so that no two of different bits look the same. */
import type { Column } from '../../contracts/table.ts';

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
  if (typeof value === 'string') return { text: JSON.stringify(value), bits: null };
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'f64') {
    view.setFloat64(0, value);
    const bits = view.getBigUint64(0).toString(16).padStart(16, '0');
    return { text: Object.is(value, -0) ? '-0' : String(value), bits };
  }
  view.setInt32(0, value);
  return { text: String(value), bits: view.getUint32(0).toString(16).padStart(8, '0') };
}

/** `0.1 (bits 3fb999999999999a)`. */
export function valueText({ text, bits }: ShownValue): string {
  return bits === null ? text : `${text} (bits ${bits})`;
}
