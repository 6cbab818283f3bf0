/** Results as tables, the same on the terminal and in README.md. */
import type { Outcome, Reading } from './figure.ts';
import type { Spread } from './spread.ts';

/** Outcomes by figure, in order: what results.json holds, without the plots. */
export type Results = Readonly<Record<string, Outcome>>;

/** A Markdown table of every ratio, judged by `verdict`. */
export function resultsTable(results: Results, verdict: (reading: Reading) => string): string {
  const rows = Object.entries(results).flatMap(([name, outcome]) =>
    figureRows(name, outcome, verdict),
  );
  return markdownTable([['figure', 'what', 'measured', 'min to max', 'required', ''], ...rows]);
}

/** The measurements behind every ratio: minimum, median, maximum. */
export function partsTable(results: Results): string {
  const rows = Object.entries(results).flatMap(([name, outcome]) =>
    'readings' in outcome ? outcome.readings.flatMap((reading) => partRows(name, reading)) : [],
  );
  return markdownTable([['figure', 'measurement', 'min', 'median', 'max'], ...rows]);
}

function figureRows(
  name: string,
  outcome: Outcome,
  verdict: (reading: Reading) => string,
): string[][] {
  if ('unmeasured' in outcome) return [[name, outcome.unmeasured, 'not measured', '', '', '']];
  return outcome.readings.map((reading) => {
    const { what, unit, value, rounds, required } = reading;
    const bound =
      'atLeast' in required ? `at least ${required.atLeast}` : `at most ${required.atMost}`;
    const range = `${digits(rounds.min)} to ${digits(rounds.max)}`;
    return [name, what, `${digits(value)} ${unit}`, range, bound, verdict(reading)];
  });
}

function partRows(name: string, { parts }: Reading): string[][] {
  return Object.entries(parts).map(([part, { min, median, max }]: [string, Spread]) => [
    name,
    part,
    ...[min, median, max].map(digits),
  ]);
}

/** Three significant digits. */
function digits(value: number): string {
  return value.toLocaleString('en', {
    maximumSignificantDigits: Math.max(3, String(Math.trunc(Math.abs(value))).length),
  });
}

/** Columns padded as Prettier pads them. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(3, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((size, column) => (cells[column] ?? '').padEnd(size)).join(' | ')} |`;
  const [header = [], ...body] = rows;
  return [line(header), line(widths.map((size) => '-'.repeat(size))), ...body.map(line)].join('\n');
}
