/** A partial: the `sum` columns of one stage, side by side, as the engine left them. */
import { elementBytes, type NumericArray, type NumericType } from '../../contracts/table.ts';
import { align } from '../../engines-wasm/frame.ts';
import { columnView } from '../bus/bus.ts';

export interface PartialColumn {
  readonly type: NumericType;
  /** Bytes from the partial's start. */
  readonly offset: number;
  readonly length: number;
}

export interface PartialLayout {
  readonly bytes: number;
  readonly columns: readonly PartialColumn[];
}

export function planPartial(
  columns: readonly { type: NumericType; length: number }[],
): PartialLayout {
  let offset = 0;
  const planned = columns.map(({ type, length }) => {
    const column = { type, offset, length };
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

/** `left += right`, element by element: the only addition of partials there is (I3). */
export function addPartial(left: Partial, right: Partial): void {
  for (let index = 0; index < left.length; index++) {
    const target = left[index]!;
    const source = right[index]!;
    for (let element = 0; element < target.length; element++) {
      target[element]! += source[element]!;
    }
  }
}

export function clearPartial(partial: Partial): void {
  for (const column of partial) column.fill(0);
}

export function copyPartial(target: Partial, source: Partial): void {
  target.forEach((column, index) => column.set(source[index]!));
}
