/** Duplicate keys: found without a boxed set for numbers, since a portfolio may have a million. */
import type { Column } from '../../contracts/table.ts';
import { valueProblem } from '../problem.ts';
import type { ProblemList } from './problem-list.ts';

type KeyColumn = Extract<Column, { type: 'u32' | 'utf8' }>;

/** Reports each row whose key stood in an earlier row, naming both. */
export function checkUnique(file: string, column: KeyColumn, problems: ProblemList): void {
  const mayRepeat = column.type === 'utf8' || hasRepeats(column.values);
  if (!mayRepeat) return;
  const firstRows = new Map<string | number, number>();
  const { name, values } = column;
  for (let row = 0; row < values.length; row++) {
    const key = values[row] as string | number;
    const first = firstRows.get(key);
    if (first === undefined) firstRows.set(key, row);
    else problems.add(duplicate(file, name, key, first + 1, row + 1));
  }
}

function duplicate(
  file: string,
  column: string,
  key: string | number,
  first: number,
  row: number,
): ReturnType<typeof valueProblem> {
  const found = `${JSON.stringify(key)} again, which row ${first} has already`;
  return valueProblem({ file, row, column }, found, 'a key that occurs once', {
    code: 'DUPLICATE_KEY',
  });
}

function hasRepeats(values: Uint32Array): boolean {
  if (isAscending(values)) return false;
  return !isAscending(new Uint32Array(values).sort());
}

function isAscending(values: Uint32Array): boolean {
  for (let i = 1; i < values.length; i++) {
    if ((values[i] as number) <= (values[i - 1] as number)) return false;
  }
  return true;
}
