import { LiveCalcError } from '../contracts/errors.ts';
import type { ColumnType, Table } from '../contracts/table.ts';
import type { ByteSource } from './byte-source.ts';
import { checkColumnNames, missingColumn } from './column-names.ts';
import { problemError, throwProblem } from './problem.ts';
import type { ReportProblem } from './problem.ts';
import type { TableFile } from './table-file.ts';

export interface ReadOptions {
  /** The columns to read, in this order; all of them where it is absent. */
  readonly columns?: readonly string[];
  /** Types of columns in a CSV file; others are inferred. Other formats bring their own. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** Takes each cell that cannot be read; without it, the first one is thrown. */
  readonly onProblem?: ReportProblem;
  readonly signal?: AbortSignal;
}

/**
 * Reads a table from a .parquet, .csv, .arrow, .arrows or .feather file.
 *
 * Throws FILE_UNREADABLE (not of its format, or cut short), COLUMN_INVALID (missing, of a type there
 * is no column for), VALUE_INVALID (a null, or a text that is no number, with row and column),
 * EMPTY_INPUT (a CSV file without a header), CANCELLED.
 */
export async function readTable(source: ByteSource, options: ReadOptions = {}): Promise<Table> {
  const file = await openTable(source);
  const columns = options.columns ?? file.columnNames;
  for (const column of columns) {
    if (file.columnNames.includes(column)) continue;
    throw problemError(missingColumn(source.name, column, file.columnNames));
  }
  return file.read({
    columns,
    types: options.types ?? {},
    report: options.onProblem ?? throwProblem,
    signal: options.signal,
  });
}

/** Opens a table by its file's ending. Throws as `readTable` does. */
export async function openTable(source: ByteSource): Promise<TableFile> {
  const file = await openFormat(source);
  checkColumnNames(source.name, file.columnNames);
  return file;
}

/** Each format's library is loaded when a file of that format is first read. */
async function openFormat(source: ByteSource): Promise<TableFile> {
  const ending = source.format ?? /\.([^./\\]+)$/.exec(source.name)?.[1]?.toLowerCase();
  switch (ending) {
    case 'parquet':
      return (await import('./parquet/parquet-file.ts')).openParquet(source);
    case 'csv':
      return (await import('./csv/csv-file.ts')).openCsv(source);
    case 'arrow':
    case 'arrows':
    case 'feather':
      return (await import('./arrow/arrow-file.ts')).openArrow(source);
    default:
      throw new LiveCalcError(
        'FILE_UNREADABLE',
        `${source.name} has an ending that says no format known here. Tables are read from files ending in .parquet, .csv, .arrow, .arrows or .feather.`,
        { file: source.name, expected: '.parquet, .csv, .arrow, .arrows or .feather' },
      );
  }
}
