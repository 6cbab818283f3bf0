/** Expenses: name, value, and product_type or a column for each product. */
import { nearest } from '../../../contracts/nearest.ts';
import { valueProblem, wholeProblem } from '../../problem.ts';
import { amounts, texts } from '../check-column.ts';
import type { RowsOfKey } from '../check-sequence.ts';
import { readInputFile } from '../input-file.ts';
import type { InputFile } from '../input-file.ts';
import type { FileRequest } from '../input-request.ts';
import type { ProblemList } from '../problem-list.ts';
import { keysAmong, rowsByKey } from './keyed-table.ts';
import type { Entry, KeyedTable } from './keyed-table.ts';
import { productColumns, tableShape } from './table-shape.ts';

/** The expenses of a product, in the order of `expenseNames`. */
export type ExpenseTable = KeyedTable<Float64Array>;

export const expenseNames = [
  'per_policy_acquisition',
  'per_policy_maintenance',
  'percent_of_premium',
  'claim_expense',
] as const;

const wideColumns = (names: readonly string[]): readonly string[] | null =>
  productColumns(names, 'name', 'value');

const shape = tableShape('expenses', ['product_type'], (names) => {
  const products = wideColumns(names);
  if (products !== null) return { required: ['name'], others: products };
  return { required: ['name', 'value'], others: keysAmong(names, ['product_type']) };
});

/** Each of the four expenses once, for each product; finite and 0 or more. */
export async function readExpenses(
  request: FileRequest,
  reference: string,
  problems: ProblemList,
): Promise<ExpenseTable | null> {
  const input = await readInputFile(request, reference, shape, problems);
  if (input === null || input.rows === 0) return null;
  const names = texts({ input, column: 'name', problems });
  const products = wideColumns(input.columnNames);
  const keys = products === null ? keysAmong(input.columns.keys(), ['product_type']) : [];
  const groups = rowsByKey(input, keys, problems);
  if (names === null || groups === null) return null;
  const entries = groups.flatMap((group) => {
    const rows = expenseRows(input, names, group, problems);
    return products === null
      ? setsOf(input, [{ column: 'value', key: group.key }], rows, problems)
      : setsOf(input, products.map(ofProduct), rows, problems);
  });
  return {
    file: input.file,
    keys: products === null ? keys : ['product_type'],
    entries,
    summary: input.summary({}),
  };
}

interface ValueColumn {
  readonly column: string;
  readonly key: readonly string[];
}

function ofProduct(product: string): ValueColumn {
  return { column: product, key: [product] };
}

/** One set of expenses of each column. */
function setsOf(
  input: InputFile,
  columns: readonly ValueColumn[],
  rows: ReadonlyMap<string, number>,
  problems: ProblemList,
): Entry<Float64Array>[] {
  return columns.flatMap(({ column, key }) => {
    const values = amounts({ input, column, problems });
    if (values === null) return [];
    const set = Float64Array.from(expenseNames, (name) => values[rows.get(name) ?? 0] ?? 0);
    return [{ key, value: set }];
  });
}

/** The row of each expense, among those of one product. */
function expenseRows(
  { file }: InputFile,
  names: readonly string[],
  { rows: positions, label }: RowsOfKey,
  problems: ProblemList,
): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  const known: readonly string[] = expenseNames;
  for (const index of positions) {
    const name = names[index] as string;
    const place = { file, row: index + 1, column: 'name' };
    const first = rows.get(name);
    if (!known.includes(name)) {
      const near = nearest(name, expenseNames);
      const advice = near === null ? '' : `Was ${near} meant?`;
      const expected = `one of ${expenseNames.join(', ')}`;
      problems.add(valueProblem(place, JSON.stringify(name), expected, { advice }));
    } else if (first === undefined) rows.set(name, index);
    else {
      const found = `"${name}" again, which row ${first + 1} has already`;
      problems.add(valueProblem(place, found, 'every expense once', { code: 'DUPLICATE_KEY' }));
    }
  }
  for (const name of expenseNames) {
    if (rows.has(name) || problems.hasPlaceholders(file)) continue;
    const of = label === '' ? '' : ` for ${label}`;
    const message = `${file} has no row ${name}${of}; expected one for each of ${expenseNames.join(', ')}.`;
    problems.add(wholeProblem('VALUE_INVALID', { file, column: 'name' }, message, null, name));
  }
  return rows;
}
