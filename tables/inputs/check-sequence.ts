import { valueProblem } from '../problem.ts';
import type { ColumnToCheck } from './check-column.ts';
import type { InputFile } from './input-file.ts';

/** Rows of a table that belong together, and what they have in common, for example `product_type Term`. */
export interface RowsOfKey {
  /** Positions, ascending. */
  readonly rows: readonly number[];
  /** Empty where the rows are all that the table has. */
  readonly label: string;
}

/**
 * Expects each value to be one more than the one above, from `first` on (any value where it is
 * null), and names the one that is missing, repeated or out of order. Returns whether all are right.
 */
export function checkSequence(
  { input, column, problems }: ColumnToCheck,
  values: Uint32Array,
  first: number | null,
  { rows: positions, label }: RowsOfKey = { rows: [...values.keys()], label: '' },
): boolean {
  if (problems.hasPlaceholders(input.file)) return false;
  const before = problems.count;
  const rows = new Map<number, number>();
  let expected = first ?? (values[positions[0] as number] as number);
  const above = label === '' ? 'the one above' : `the one above it of ${label}`;
  for (const index of positions) {
    const value = values[index] as number;
    const place = { file: input.file, row: index + 1, column };
    const earlier = rows.get(value);
    const wanted = `${column} ${expected}, for every row is one more than ${above}`;
    if (earlier !== undefined) {
      const found = `${column} ${value} again, which row ${earlier} has already`;
      const advice = unreadHint(input);
      problems.add(valueProblem(place, found, wanted, { code: 'DUPLICATE_KEY', advice }));
    } else if (value > expected) {
      const advice = `${missing(column, expected, value - 1)} missing.`;
      problems.add(valueProblem(place, `${column} ${value}`, wanted, { advice }));
    } else if (value < expected) {
      const advice = 'The rows are not in ascending order.';
      problems.add(valueProblem(place, `${column} ${value}`, wanted, { advice }));
    }
    if (earlier === undefined) rows.set(value, index + 1);
    expected = Math.max(expected, value + 1);
  }
  return problems.count === before;
}

function missing(column: string, from: number, to: number): string {
  const words = column.replaceAll('_', ' ');
  const name = words[0]?.toUpperCase() + words.slice(1);
  return from === to ? `${name} ${from} is` : `${name}s ${from} to ${to} are`;
}

/** Rows may differ in a column that was meant as a key. */
function unreadHint({ columnNames, columns }: InputFile): string {
  const unread = columnNames.filter((name) => !columns.has(name));
  return unread.length === 0 ? '' : `No key is read from ${unread.join(', ')}.`;
}
