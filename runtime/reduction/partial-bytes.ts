/**
 * Partials outside of a run's memory: the sum columns side by side in bytes, each at a multiple of 64.
 *
 * What lies between the columns is zeros, so that the same sums are the same bytes wherever they were
 * made, and their hash tells whether they are (I7).
 */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { SumColumn } from '../../contracts/wire/task.ts';
import {
  copyPartial,
  planPartial,
  viewPartial,
  type Partial,
  type PartialLayout,
} from './partial.ts';

/** Where each column begins, and how many bytes they take together. */
export function sumsLayout(columns: readonly SumColumn[]): PartialLayout {
  return planPartial(columns.map(({ type, length }) => ({ type, length, index: null })));
}

/**
 * Views of the columns, so that what is added to them is added to the bytes; copies where the bytes
 * begin at an odd place. Throws INTERNAL for another number of bytes than the columns take.
 */
export function viewSums(columns: readonly SumColumn[], bytes: Uint8Array): Partial {
  const layout = sumsLayout(columns);
  if (bytes.length !== layout.bytes) {
    throw new LiveCalcError(
      'INTERNAL',
      `A partial has ${bytes.length} bytes, and its ${columns.length} columns take ${layout.bytes}.`,
      { found: `${bytes.length} bytes`, expected: `${layout.bytes} bytes` },
    );
  }
  const { buffer, byteOffset } = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  return viewPartial(buffer, layout, byteOffset);
}

/** A copy of the columns as bytes. */
export function packSums(columns: readonly SumColumn[], sums: Partial): Uint8Array<ArrayBuffer> {
  const layout = sumsLayout(columns);
  const bytes = new Uint8Array(layout.bytes);
  copyPartial(viewPartial(bytes.buffer, layout, 0), sums);
  return bytes;
}
