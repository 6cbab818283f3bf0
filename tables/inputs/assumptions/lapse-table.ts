/** Rates of lapse: year, lapse_rate, and product_type or a column for each product. */
import { probabilities, wholeNumbers } from '../check-column.ts';
import { checkSequence } from '../check-sequence.ts';
import { sum } from '../control-totals.ts';
import { readInputFile } from '../input-file.ts';
import type { InputFile } from '../input-file.ts';
import type { FileRequest } from '../input-request.ts';
import type { ProblemList } from '../problem-list.ts';
import { keysAmong, rowsByKey, valuesAt } from './keyed-table.ts';
import type { Entry, KeyedTable } from './keyed-table.ts';
import { productColumns, tableShape } from './table-shape.ts';

/** Annual rates of lapse; element i is for policy year i + 1. */
export type LapseTable = KeyedTable<Float64Array>;

const largestU32 = 2 ** 32 - 1;

const wideColumns = (names: readonly string[]): readonly string[] | null =>
  productColumns(names, 'year', 'lapse_rate');

const shape = tableShape('lapse', ['product_type'], (names) => {
  const products = wideColumns(names);
  if (products !== null) return { required: ['year'], others: products };
  return { required: ['year', 'lapse_rate'], others: keysAmong(names, ['product_type']) };
});

/** Years from 1 without a gap, for each product; rates from 0 to 1. */
export async function readLapse(
  request: FileRequest,
  reference: string,
  problems: ProblemList,
): Promise<LapseTable | null> {
  const input = await readInputFile(request, reference, shape, problems);
  if (input === null || input.rows === 0) return null;
  const products = wideColumns(input.columnNames);
  const table =
    products === null ? longRates(input, problems) : wideRates(input, products, problems);
  if (table === null) return null;
  const rates = table.entries.map(({ value }) => value);
  return { file: input.file, ...table, summary: input.summary({ sum: sum(rates) }) };
}

type Rates = Pick<LapseTable, 'keys' | 'entries'>;

function longRates(input: InputFile, problems: ProblemList): Rates | null {
  const keys = keysAmong(input.columns.keys(), ['product_type']);
  const check = { input, column: 'year', problems };
  const years = wholeNumbers(check, largestU32);
  const rates = probabilities({ input, column: 'lapse_rate', problems });
  const groups = rowsByKey(input, keys, problems);
  if (years === null || rates === null || groups === null) return null;
  const isWhole = groups.map((group) => checkSequence(check, years, 1, group));
  if (isWhole.includes(false)) return null;
  return {
    keys,
    entries: groups.map((group) => ({ key: group.key, value: valuesAt(rates, group) })),
  };
}

function wideRates(
  input: InputFile,
  products: readonly string[],
  problems: ProblemList,
): Rates | null {
  const check = { input, column: 'year', problems };
  const years = wholeNumbers(check, largestU32);
  const entries = products.flatMap((column): Entry<Float64Array>[] => {
    const value = probabilities({ input, column, problems });
    return value === null ? [] : [{ key: [column], value }];
  });
  if (years === null || !checkSequence(check, years, 1)) return null;
  return entries.length < products.length ? null : { keys: ['product_type'], entries };
}
