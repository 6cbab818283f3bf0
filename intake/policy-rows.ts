/** Policies that came as JSON rows, as the CSV file that they would be. */
import { LiveCalcError } from '../contracts/errors.ts';
import type { Submission } from '../contracts/wire/submission.ts';

type PolicyRows = NonNullable<Submission['policies']>;

/** Throws REQUEST_INVALID where a row has other keys than the first. */
export function policyRowsCsv(rows: PolicyRows): string {
  const columns = Object.keys(rows[0] ?? {});
  const known = new Set(columns);
  const lines = rows.map((row, index) => {
    const cells = columns.map((column) => cellOf(row, column, index));
    const extra = Object.keys(row).find((key) => !known.has(key));
    if (extra !== undefined) throw otherKeys(index, extra, 'no such key, as in the first row');
    return cells.join(',');
  });
  return [columns.map(quoted).join(','), ...lines, ''].join('\n');
}

function cellOf(row: PolicyRows[number], column: string, index: number): string {
  const value = Object.hasOwn(row, column) ? row[column] : undefined;
  if (value === undefined) throw otherKeys(index, column, 'a value, as in the first row');
  if (typeof value === 'string') return quoted(value);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** RFC 4180. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function otherKeys(index: number, column: string, expected: string): LiveCalcError {
  const message = `policies, row ${index + 1}, ${column}: expected ${expected}.`;
  const details = { row: index + 1, column, expected };
  return new LiveCalcError('REQUEST_INVALID', message, details);
}
