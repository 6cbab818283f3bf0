/** Whether a table has the columns that the manager says it has. */
import { LiveCalcError } from '../../contracts/errors.ts';
import type { TableSchema } from '../../contracts/wire/assumptions-manager.ts';
import { openFile } from '../../tables/node/file-source.ts';
import { openTable } from '../../tables/read-table.ts';
import type { CachedTable } from '../cache/table-cache.ts';

/** Throws COLUMN_INVALID, and FILE_UNREADABLE for what is no table of its format. */
export async function checkShape(
  { file, format }: CachedTable,
  name: string,
  schema: TableSchema,
): Promise<void> {
  await using source = await openFile(file, name);
  const { columnNames } = await openTable({ ...source, format });
  const told = schema.columns.map((column) => column.name);
  const lacking = told.filter((column) => !columnNames.includes(column));
  const further = columnNames.filter((column) => !told.includes(column));
  if (lacking.length + further.length === 0) return;
  const [found, expected] = [columnNames.join(', '), told.join(', ')];
  const message =
    `${name} has the columns ${found}; its schema in the Assumptions Manager says ${expected}. ` +
    'Have whoever keeps the table mend the one or the other.';
  throw new LiveCalcError('COLUMN_INVALID', message, { file: name, found, expected });
}
