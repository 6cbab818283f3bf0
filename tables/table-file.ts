/** A file that holds a table, opened: its columns are known, its values not yet read. */
import type { UnreadColumn } from '../contracts/run-inputs.ts';
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

export type ColumnContent =
  | {
      readonly holds: 'numbers';
      readonly name: string;
      /** By which to read them; null: the format says it. */
      readonly type: NumericType | null;
    }
  | ({ readonly holds: 'text' } & UnreadColumn);

export interface TableFile {
  /** In file order. */
  readonly columnNames: readonly string[];
  /** What the columns hold, in file order. Of a CSV file this takes a pass over it. */
  contents(signal: AbortSignal | undefined): Promise<readonly ColumnContent[]>;
  read(request: TableRequest): Promise<Table>;
}
