/** A partial: the `sum` columns of one stage, side by side, as the engine left them. */
import type { BusColumn } from '../../contracts/engine.ts';
import { elementBytes, type NumericArray, type NumericType } from '../../contracts/table.ts';
import { align } from '../../engines-wasm/frame.ts';
import { columnView } from '../bus/bus.ts';

/** How the rows of a stage point into a column: row r adds to step rows[r] of the first axis. */
export interface RowIndex {
  readonly rows: BusColumn;
  /** Elements of a step. */
  readonly stride: number;
}

export interface PartialColumn {
  readonly type: NumericType;
  /** Bytes from the partial's start. */
  readonly offset: number;
  readonly length: number;
  /** Null where a unit may write anywhere. */
  readonly index: RowIndex | null;
}

export interface PartialLayout {
  readonly bytes: number;
  readonly columns: readonly PartialColumn[];
}

export function planPartial(columns: readonly Omit<PartialColumn, 'offset'>[]): PartialLayout {
  let offset = 0;
  const planned = columns.map(({ type, length, index }) => {
    const column = { type, offset, length, index };
    offset += align(length * elementBytes[type]);
    return column;
  });
  return { bytes: offset, columns: planned };
}

/** Views of a partial's columns. */
export type Partial = readonly NumericArray[];

export function viewPartial(
  buffer: ArrayBufferLike,
  layout: PartialLayout,
  address: number,
): Partial {
  return layout.columns.map(({ type, offset, length }) =>
    columnView(buffer, type, address + offset, length),
  );
}

/** `left += right`, element by element: the only addition of chunks' partials there is (I3). */
export function addPartial(left: Partial, right: Partial): void {
  left.forEach((target, index) => addRange(target, right[index]!, 0, target.length));
}

/** `left += right` in a range of elements. */
export function addRange(
  left: NumericArray,
  right: NumericArray,
  begin: number,
  end: number,
): void {
  for (let element = begin; element < end; element++) left[element]! += right[element]!;
}

export function copyPartial(target: Partial, source: Partial): void {
  target.forEach((column, index) => column.set(source[index]!));
}
