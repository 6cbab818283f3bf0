import type { Column } from '../../contracts/table.ts';
import { valueProblem } from '../problem.ts';
import type { ReportProblem } from '../problem.ts';
import type { Chunk } from './stored-type.ts';

/** Turns decoded chunks of a stored type into one column. */
export interface ColumnBuilder {
  append(chunk: Chunk): void;
  finish(): Column;
}

/** What a builder needs to know of its column. */
export interface ColumnContext {
  readonly file: string;
  readonly name: string;
  /** Rows to expect. */
  readonly capacity: number;
  /** Called for nulls and values no column can hold; a 0 or an empty text stands in afterwards. */
  readonly report: ReportProblem;
}

/** Reports a null at the row, counted from 0. */
export function reportNull(context: ColumnContext, row: number): void {
  const place = { file: context.file, row: row + 1, column: context.name };
  const advice = 'No column may have gaps: write a value into every row.';
  context.report(valueProblem(place, 'no value (null)', 'a value', { advice }));
}
