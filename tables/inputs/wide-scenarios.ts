/** Scenarios in rows: scenario_id, year_1 .. year_n. */
import { missingColumn } from '../column-names.ts';
import { wholeNumbers } from './check-column.ts';
import type { InputFile } from './input-file.ts';
import type { ProblemList } from './problem-list.ts';
import type { ScenarioTable } from './scenario-file.ts';
import { checkUnique } from './unique-keys.ts';
import { checkedValues, type ValueKind } from './yearly-values.ts';

const yearColumn = /^year_([1-9]\d*)$/;
const largestU32 = 2 ** 32 - 1;

/** The columns that hold a year each. */
export function yearColumns(names: readonly string[]): readonly string[] {
  return names.filter((name) => yearColumn.test(name));
}

/** Scenarios in the order of their rows; null where the file cannot be used. */
export function wideScenarios(
  input: InputFile,
  kind: ValueKind,
  problems: ProblemList,
): ScenarioTable | null {
  const { file } = input;
  const ids = wholeNumbers({ input, column: 'scenario_id', problems }, largestU32);
  if (ids !== null && !problems.hasPlaceholders(file)) {
    checkUnique(file, { name: 'scenario_id', type: 'u32', values: ids }, problems);
  }
  const years = yearValues(input, kind, problems);
  if (ids === null || years === null) return null;
  const place = (scenario: number, year: number): { row: number; column: string } => ({
    row: scenario + 1,
    column: `year_${year}`,
  });
  return { ids, values: { file, kind, years, place } };
}

/** Null where a year between the first and the last has no column. */
function yearValues(
  input: InputFile,
  kind: ValueKind,
  problems: ProblemList,
): readonly Float64Array[] | null {
  const names = [...input.columns.keys()];
  const last = Math.max(...yearColumns(names).map((name) => Number(yearColumn.exec(name)?.[1])), 1);
  const years: Float64Array[] = [];
  for (let year = 1; year <= last; year++) {
    const column = `year_${year}`;
    if (!input.columns.has(column)) {
      // The first year is required already, and its absence told.
      if (year > 1) problems.add(missingColumn(input.file, column, names));
      return null;
    }
    const values = checkedValues({ input, column, problems }, kind);
    if (values !== null) years.push(values);
  }
  return years.length === last ? years : null;
}
