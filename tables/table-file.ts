/** A file that holds a table, opened: its columns are known, its values not yet read. */
import type { ColumnType, NumericType, Table } from '../contracts/table.ts';
import type { ReportProblem } from './problem.ts';

export interface TableRequest {
  /** The columns to read, in this order. */
  readonly columns: readonly string[];
  /** Types of columns in a format that has none (CSV); others are inferred. */
  readonly types: Readonly<Record<string, ColumnType>>;
  /** Takes a cell that cannot be read; a 0 or an empty text stands in for it afterwards. */
  readonly report: ReportProblem;
  readonly signal: AbortSignal | undefined;
}

export interface TableFile {
  /** In file order. */
  readonly columnNames: readonly string[];
  /**
   * The columns that hold numbers, in file order, and the types by which to read them; null: the
   * format says it. Of a CSV file this takes a pass over it.
   */
  numericColumns(signal: AbortSignal | undefined): Promise<ReadonlyMap<string, NumericType | null>>;
  read(request: TableRequest): Promise<Table>;
}
