/** A file of economic scenarios: wide or long, rates or discount factors. */
import type { RunConfig } from '../../contracts/config.ts';
import type { InputSummary } from '../../contracts/run-inputs.ts';
import type { Column } from '../../contracts/table.ts';
import { readInputFile } from './input-file.ts';
import type { InputShape } from './input-file.ts';
import type { FileRequest } from './input-request.ts';
import { longScenarios } from './long-scenarios.ts';
import type { ProblemList } from './problem-list.ts';
import { wideScenarios, yearColumns } from './wide-scenarios.ts';
import {
  controlMean,
  kindOf,
  neededValueColumns,
  shortRates,
  valueColumns,
  type YearlyValues,
} from './yearly-values.ts';

/** The key `scenarios` of a config that names a file. */
export type FileScenarios = Extract<RunConfig['scenarios'], { file: string }>;

export interface ScenarioFile {
  readonly file: string;
  readonly ids: Column;
  /** Short rates of year 1, 2, ...: one value per scenario each. */
  readonly years: readonly Float64Array[];
  readonly summary: InputSummary;
}

/** What either layout is read into. */
export interface ScenarioTable {
  /** scenario_id by scenario. */
  readonly ids: Uint32Array;
  readonly values: YearlyValues;
}

/** Reads and checks the scenarios; null where the file cannot be used. */
export async function readScenarios(
  request: FileRequest,
  { file: reference, values: kind }: FileScenarios,
  problems: ProblemList,
): Promise<ScenarioFile | null> {
  const input = await readInputFile(request, reference, shapeOf(kind), problems);
  if (input === null || input.rows === 0) return null;
  let table: ScenarioTable | null;
  if (isLong([...input.columns.keys()])) {
    const longKind = kind ?? kindOf(input, problems);
    table = longKind === null ? null : longScenarios(input, longKind, problems);
  } else table = wideScenarios(input, kind ?? 'rates', problems);
  if (table === null) return null;
  return {
    file: input.file,
    ids: { name: 'scenario_id', type: 'u32', values: table.ids },
    years: shortRates(table.values, problems),
    summary: input.summary(controlMean(input.file, table.values, problems)),
  };
}

function shapeOf(kind: FileScenarios['values']): InputShape {
  return {
    role: 'scenarios',
    required: (names) =>
      isLong(names)
        ? ['scenario_id', 'year', ...neededValueColumns(names, kind)]
        : ['scenario_id', 'year_1'],
    others: (names) => (isLong(names) ? [] : yearColumns(names)),
    types: () => 'f64',
  };
}

/** A year of its own in a column makes a file wide, whatever else is in it. */
function isLong(names: readonly string[]): boolean {
  if (yearColumns(names).length > 0) return false;
  return ['year', ...Object.values(valueColumns)].some((name) => names.includes(name));
}
