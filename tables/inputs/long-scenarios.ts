/**
 * Scenarios in columns: scenario_id, year, and rate or discount_factor, rows in any order. A file
 * may have millions of rows, so they stay in typed arrays, and only a file that is wrong is sorted.
 */
import { valueProblem, wholeProblem } from '../problem.ts';
import { wholeNumbers } from './check-column.ts';
import type { InputFile } from './input-file.ts';
import type { ProblemList } from './problem-list.ts';
import type { ScenarioTable } from './scenario-file.ts';
import { checkedValues, valueColumns, type ValueKind } from './yearly-values.ts';

const largestU32 = 2 ** 32 - 1;

/** The keys of every row. */
interface LongKeys {
  readonly file: string;
  /** scenario_id by scenario, in the order in which scenarios first appear. */
  readonly ids: Uint32Array;
  /** The scenario of each row, counted from 0. */
  readonly scenarios: Uint32Array;
  /** The year of each row. */
  readonly years: Uint32Array;
  readonly lastYear: number;
}

/** Scenarios in the order in which they first appear; null where the file cannot be used. */
export function longScenarios(
  input: InputFile,
  kind: ValueKind,
  problems: ProblemList,
): ScenarioTable | null {
  const { file } = input;
  const rowIds = wholeNumbers({ input, column: 'scenario_id', problems }, largestU32);
  const years = wholeNumbers({ input, column: 'year', problems }, largestU32);
  const cells = checkedValues({ input, column: valueColumns[kind], problems }, kind);
  if (rowIds === null || years === null || cells === null) return null;
  if (problems.hasPlaceholders(file)) return null;
  const lastYear = years.reduce((last, year) => Math.max(last, year), 0);
  const keys: LongKeys = { file, ...numberedScenarios(rowIds), years, lastYear };
  const grid = valuesByYear(keys, cells);
  if (grid === null) {
    reportKeys(keys, problems);
    return null;
  }
  const column = valueColumns[kind];
  const rowOf = rowFinder(keys);
  const place = (scenario: number, year: number): { row: number; column: string } => ({
    row: rowOf(scenario, year),
    column,
  });
  return { ids: keys.ids, values: { file, kind, years: grid, place } };
}

function numberedScenarios(rowIds: Uint32Array): Pick<LongKeys, 'ids' | 'scenarios'> {
  const numbers = new Map<number, number>();
  const scenarios = new Uint32Array(rowIds.length);
  let scenario = 0;
  for (let row = 0; row < rowIds.length; row++) {
    const id = rowIds[row] as number;
    // Rows of a scenario mostly stand together.
    if (row === 0 || id !== rowIds[row - 1]) {
      scenario = numbers.get(id) ?? numbers.size;
      if (scenario === numbers.size) numbers.set(id, scenario);
    }
    scenarios[row] = scenario;
  }
  return { ids: Uint32Array.from(numbers.keys()), scenarios };
}

/** Values of year 1, 2, ...; null unless every scenario has every year once. */
function valuesByYear(
  { ids, scenarios, years, lastYear }: LongKeys,
  cells: Float64Array,
): readonly Float64Array[] | null {
  // As many rows as cells: so the grid is no larger than the file, and without a repeated cell full.
  if (ids.length * lastYear !== cells.length) return null;
  const grid = Array.from({ length: lastYear }, () => new Float64Array(ids.length));
  const isFilled = new Uint8Array(cells.length);
  for (let row = 0; row < cells.length; row++) {
    const year = years[row] as number;
    const scenario = scenarios[row] as number;
    const cell = scenario * lastYear + year - 1;
    if (year === 0 || isFilled[cell] === 1) return null;
    isFilled[cell] = 1;
    (grid[year - 1] as Float64Array)[scenario] = cells[row] as number;
  }
  return grid;
}

/** Names every row that repeats a year and every scenario that lacks one. */
function reportKeys(keys: LongKeys, problems: ProblemList): void {
  const { scenarios, years, lastYear } = keys;
  const at = (values: Uint32Array, row: number): number => values[row] as number;
  const order = Uint32Array.from(years, (_, row) => row).sort(
    (a, b) => at(scenarios, a) - at(scenarios, b) || at(years, a) - at(years, b) || a - b,
  );
  let expected = 1;
  order.forEach((row, position) => {
    const scenario = at(scenarios, row);
    const year = at(years, row);
    const earlier = position === 0 ? null : at(order, position - 1);
    if (earlier !== null && at(scenarios, earlier) !== scenario) {
      reportMissing(keys, at(scenarios, earlier), [expected, lastYear], problems);
      expected = 1;
    }
    if (year < expected) reportRow(keys, row, earlier, problems);
    else {
      reportMissing(keys, scenario, [expected, year - 1], problems);
      expected = year + 1;
    }
  });
  reportMissing(keys, at(scenarios, at(order, order.length - 1)), [expected, lastYear], problems);
}

/** A row of year 0, or of the year that the row `earlier` has already. */
function reportRow(
  { file, ids, scenarios, years }: LongKeys,
  row: number,
  earlier: number | null,
  problems: ProblemList,
): void {
  const place = { file, row: row + 1, column: 'year' };
  if (years[row] === 0 || earlier === null) {
    problems.add(valueProblem(place, '0', 'a year from 1'));
    return;
  }
  const scenario = ids[scenarios[row] as number];
  const found = `year ${years[row]} of scenario ${scenario} again, which row ${earlier + 1} has already`;
  const expected = 'every year of a scenario once';
  problems.add(valueProblem(place, found, expected, { code: 'DUPLICATE_KEY' }));
}

function reportMissing(
  { file, ids, lastYear }: LongKeys,
  scenario: number,
  [first, last]: readonly [number, number],
  problems: ProblemList,
): void {
  if (first > last) return;
  const found = first === last ? `no year ${first}` : `no years ${first} to ${last}`;
  const expected = `every year from 1 to ${lastYear}, the last of the file`;
  const message = `${file}: scenario ${ids[scenario]} has ${found}, expected ${expected}. Add the rows, or leave the scenario out.`;
  const place = { file, column: 'year' };
  problems.add(wholeProblem('VALUE_INVALID', place, message, found, expected));
}

/** Finds the row of a cell, counted from 1. Its index is made at the first call: only problems ask. */
function rowFinder({
  scenarios,
  years,
  lastYear,
}: LongKeys): (scenario: number, year: number) => number {
  let rows: Uint32Array | null = null;
  return (scenario, year) => {
    if (rows === null) {
      rows = new Uint32Array(years.length);
      for (const [row, of] of scenarios.entries()) {
        rows[of * lastYear + (years[row] as number) - 1] = row + 1;
      }
    }
    return rows[scenario * lastYear + year - 1] as number;
  };
}
