/** policy_id: u32 or text, unique. */
import type { Column } from '../../../contracts/table.ts';
import { valueProblem } from '../../problem.ts';
import { wholeNumbers } from '../check-column.ts';
import type { ColumnToCheck } from '../check-column.ts';
import { checkUnique } from '../unique-keys.ts';

const largestU32 = 2 ** 32 - 1;

/** The ids as they will be written. Texts that are all whole numbers, as in a CSV file, become u32. */
export function policyIds(check: ColumnToCheck): Column | null {
  const ids = idColumn(check);
  const { input, problems } = check;
  if (ids !== null && !problems.hasPlaceholders(input.file)) checkUnique(input.file, ids, problems);
  return ids;
}

function idColumn(check: ColumnToCheck): Extract<Column, { type: 'u32' | 'utf8' }> | null {
  const column = check.input.columns.get(check.column);
  if (column === undefined) return null;
  const name = column.name;
  if (column.type !== 'utf8') {
    const values = wholeNumbers(check, largestU32);
    return values === null ? null : { name, type: 'u32', values };
  }
  const numbers = wholeIds(column.values);
  if (numbers !== null) return { name, type: 'u32', values: numbers };
  for (const [index, id] of column.values.entries()) {
    if (id !== '') continue;
    const place = { file: check.input.file, row: index + 1, column: name };
    check.problems.add(valueProblem(place, 'an empty text', 'an id'));
  }
  return column;
}

/** Null where one of the texts is no whole number below 2^32 in its plain form: 007 stays a text. */
function wholeIds(texts: readonly string[]): Uint32Array | null {
  const ids = new Uint32Array(texts.length);
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] as string;
    const id = Number(text) >>> 0;
    if (String(id) !== text) return null;
    ids[i] = id;
  }
  return ids;
}
