/**
 * The sum of some units of a stage: a partial whose large columns are mostly zeros.
 *
 * A column whose first axis is indexed by the rows, such as flows by group, gets only what the
 * unit's rows point at. Clearing and adding the rest would cost more than the engine's work. What is
 * skipped is a zero added to a sum that began as +0, which changes no bit (I3).
 */
import type { NumericArray } from '../../contracts/table.ts';
import { columnView } from '../bus/bus.ts';
import { addRange, copyPartial, viewPartial, type Partial, type PartialLayout } from './partial.ts';
import { TouchedSteps } from './touched-steps.ts';

/** A column that is cleared and added by the steps that rows point at. */
interface IndexedColumn {
  readonly values: NumericArray;
  /** Elements of a step of the first axis. */
  readonly stride: number;
  /** By row: the step it adds to. */
  readonly stepOfRow: NumericArray;
  readonly touched: TouchedSteps;
}

export class UnitSum {
  readonly #partial: Partial;
  readonly #plain: readonly NumericArray[];
  readonly #indexed: readonly IndexedColumn[];
  /** The memory holds whatever was there before. */
  #isFresh = true;

  constructor(buffer: ArrayBufferLike, layout: PartialLayout, address: number) {
    this.#partial = viewPartial(buffer, layout, address);
    this.#plain = this.#partial.filter((_, index) => layout.columns[index]!.index === null);
    this.#indexed = this.#partial.flatMap((values, column) => {
      const { index, length } = layout.columns[column]!;
      if (index === null) return [];
      const { rows, stride } = index;
      const stepOfRow = columnView(buffer, 'u32', rows.address, rows.length);
      return [{ values, stride, stepOfRow, touched: new TouchedSteps(length / stride) }];
    });
  }

  /** Zeros, into which a unit of rows [begin, end) may add. */
  begin(begin: number, end: number): void {
    for (const values of this.#plain) values.fill(0);
    for (const { values, stride, stepOfRow, touched } of this.#indexed) {
      if (this.#isFresh) values.fill(0);
      for (const step of touched.steps) values.fill(0, step * stride, (step + 1) * stride);
      touched.clear();
      for (let row = begin; row < end; row++) touched.add(stepOfRow[row]!);
    }
    this.#isFresh = false;
  }

  /** Adds the sum of the units that follow: the only addition of units there is (I3). */
  add(right: UnitSum): void {
    this.#plain.forEach((values, index) =>
      addRange(values, right.#plain[index]!, 0, values.length),
    );
    this.#indexed.forEach(({ values, stride, touched }, index) => {
      const other = right.#indexed[index]!;
      for (const step of other.touched.steps) {
        addRange(values, other.values, step * stride, (step + 1) * stride);
        touched.add(step);
      }
    });
  }

  copyTo(target: Partial): void {
    copyPartial(target, this.#partial);
  }
}
