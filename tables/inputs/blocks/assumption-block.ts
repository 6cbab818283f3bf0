/** The tables as the engines read them. */
import type { Block, BlockColumn } from '../../../contracts/run-inputs.ts';
import type { ExpenseTable } from '../assumptions/expense-table.ts';
import { expenseNames } from '../assumptions/expense-table.ts';
import type { LapseTable } from '../assumptions/lapse-table.ts';
import type { ProductTable } from '../assumptions/product-table.ts';
import type { LapseClasses, Segments } from '../portfolio/lapse-classes.ts';
import { laidOut } from './laid-out.ts';
import { productColumns } from './product-cells.ts';

export interface AssumptionParts {
  readonly mortalityCells: Float64Array;
  readonly lapse: LapseTable;
  readonly expenses: ExpenseTable;
  /** Null where there is none. */
  readonly product: ProductTable | null;
  /** Policy years that lapse and product tables are laid out for. */
  readonly policyYears: number;
  readonly classes: LapseClasses;
  /** Null where results are not grouped. */
  readonly segments: Segments | null;
  /** See `yearlyVectors`. */
  readonly yearly: readonly BlockColumn[];
}

/** Columns by cell, class, segment and projection year; docs/engine-abi.md lists them. */
export function assumptionBlock(parts: AssumptionParts): Block {
  const { mortalityCells, lapse, expenses, product, policyYears, classes, segments } = parts;
  const rates = laidOut(
    lapse.entries.map(({ value }) => value),
    policyYears,
  );
  const sets = laidOut(
    expenses.entries.map(({ value }) => value),
    expenseNames.length,
  );
  const expenseShape = [expenses.entries.length, expenseNames.length];
  const starts = classes.durations.map(
    (duration, index) => (classes.entries[index] as number) * policyYears + duration,
  );
  return {
    columns: [
      { name: 'mortality', type: 'f64', values: mortalityCells, shape: [mortalityCells.length] },
      { name: 'lapse', type: 'f64', values: rates, shape: [rates.length] },
      { name: 'expenses', type: 'f64', values: sets, shape: expenseShape },
      { name: 'class_lapse_start', type: 'i32', values: starts, shape: [classes.count] },
      {
        name: 'class_first_year',
        type: 'u32',
        values: Uint32Array.from(classes.durations, (duration) => Math.max(0, -duration)),
        shape: [classes.count],
      },
      ...(segments === null ? [] : segmentColumns(segments)),
      ...(product === null ? [] : productColumns(product, policyYears)),
      ...parts.yearly,
    ],
  };
}

function segmentColumns({ groups, classes }: Segments): readonly BlockColumn[] {
  const shape = [groups.length];
  return [
    { name: 'segment_group', type: 'u32', values: groups, shape },
    { name: 'segment_class', type: 'u32', values: classes, shape },
  ];
}
