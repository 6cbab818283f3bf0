/** A file of economic scenarios: scenario_id, year_1 .. year_n. */
import type { InputSummary } from '../../contracts/run-inputs.ts';
import type { Column } from '../../contracts/table.ts';
import { missingColumn } from '../column-names.ts';
import { interestRates, wholeNumbers } from './check-column.ts';
import { finiteSum } from './control-totals.ts';
import { readInputFile } from './input-file.ts';
import type { InputFile, InputShape } from './input-file.ts';
import type { InputRequest } from './input-request.ts';
import type { ProblemList } from './problem-list.ts';
import { checkUnique } from './unique-keys.ts';

export interface ScenarioFile {
  readonly file: string;
  readonly ids: Column;
  /** Short rates of year 1, 2, ...: one value per scenario each. */
  readonly years: readonly Float64Array[];
  readonly summary: InputSummary;
}

const yearColumn = /^year_([1-9]\d*)$/;
const yearsIn = (names: readonly string[]): readonly string[] =>
  names.filter((name) => yearColumn.test(name));

const shape: InputShape = {
  role: 'scenarios',
  required: ['scenario_id', 'year_1'],
  others: yearsIn,
  types: () => 'f64',
};

const largestU32 = 2 ** 32 - 1;

/** Reads and checks the scenarios; null where the file cannot be used. */
export async function readScenarios(
  request: InputRequest,
  reference: string,
  problems: ProblemList,
): Promise<ScenarioFile | null> {
  const input = await readInputFile(request, reference, shape, problems);
  if (input === null || input.rows === 0) return null;
  const ids = wholeNumbers({ input, column: 'scenario_id', problems }, largestU32);
  const column = ids === null ? null : ({ name: 'scenario_id', type: 'u32', values: ids } as const);
  if (column !== null && !problems.hasPlaceholders(input.file)) {
    checkUnique(input.file, column, problems);
  }
  const years = yearRates(input, problems);
  if (column === null || years === null) return null;
  const summary = input.summary({ mean_rate: meanRate(input, years, problems) });
  return { file: input.file, ids: column, years, summary };
}

/** Null where a year between the first and the last has no column. */
function yearRates(input: InputFile, problems: ProblemList): readonly Float64Array[] | null {
  const names = [...input.columns.keys()];
  const last = Math.max(...yearsIn(names).map((name) => Number(yearColumn.exec(name)?.[1])), 1);
  const years: Float64Array[] = [];
  for (let year = 1; year <= last; year++) {
    const column = `year_${year}`;
    if (!input.columns.has(column)) {
      // The first year is required already, and its absence told.
      if (year > 1) problems.add(missingColumn(input.file, column, names));
      return null;
    }
    const rates = interestRates({ input, column, problems });
    if (rates !== null) years.push(rates);
  }
  return years.length === last ? years : null;
}

function meanRate(
  { file, rows }: InputFile,
  years: readonly Float64Array[],
  problems: ProblemList,
): number {
  const total = finiteSum({ file, column: null, label: 'all rates' }, years, problems);
  return total / (rows * years.length);
}
