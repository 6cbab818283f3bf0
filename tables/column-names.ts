/** Which columns a file has, and which were meant. */
import { meantHint, nearest } from '../contracts/nearest.ts';
import { problemError, wholeProblem } from './problem.ts';
import type { Problem } from './problem.ts';

/** Throws COLUMN_INVALID where a name is empty or occurs twice. */
export function checkColumnNames(file: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    const fault =
      name === ''
        ? `Column ${index + 1} of ${file} has no name`
        : `${file} has two columns ${name}`;
    if (name !== '' && !seen.has(name)) seen.add(name);
    else {
      const message = `${fault}; every column needs a name of its own.`;
      throw problemError(wholeProblem('COLUMN_INVALID', { file, column: name }, message));
    }
  }
}

/**
 * The problem of a column that should be there, with the name that may have been meant. `reason`
 * says who asks for it: `by which lapse.csv is keyed`.
 */
export function missingColumn(
  file: string,
  column: string,
  names: readonly string[],
  reason = '',
): Problem {
  const listed = names.length > 20 ? [...names.slice(0, 20), '...'] : names;
  const found = listed.join(', ');
  const message = `${file} has no column ${column}${reason === '' ? '' : `, ${reason}`}.${meantHint(column, names)} Its columns are ${found}.`;
  return wholeProblem('COLUMN_INVALID', { file, column }, message, found, column);
}

/** Columns that are not read but seem to mean one of `absent`: without it, its default would hold. */
export function misspeltColumns(
  file: string,
  unread: readonly string[],
  absent: readonly string[],
): Problem[] {
  return unread.flatMap((column) => {
    const meant = nearest(column, absent);
    if (meant === null) return [];
    const message = `${file} has a column ${column}, which is not read. Was ${meant} meant? Rename it, or drop it.`;
    return [wholeProblem('COLUMN_INVALID', { file, column }, message, column, meant)];
  });
}
