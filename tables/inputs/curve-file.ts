/** A curve: year, and rate or discount_factor. */
import type { InputSummary } from '../../contracts/run-inputs.ts';
import { wholeNumbers } from './check-column.ts';
import { checkSequence } from './check-sequence.ts';
import { readInputFile } from './input-file.ts';
import type { InputShape } from './input-file.ts';
import type { FileRequest } from './input-request.ts';
import type { ProblemList } from './problem-list.ts';
import {
  checkedValues,
  controlMean,
  kindOf,
  neededValueColumns,
  shortRates,
  valueColumns,
  type YearlyValues,
} from './yearly-values.ts';

export interface Curve {
  readonly file: string;
  /** Short rates of year 1, 2, ... */
  readonly rates: Float64Array;
  readonly summary: InputSummary;
}

const shape: InputShape = {
  role: 'base',
  required: (names) => ['year', ...neededValueColumns(names, undefined)],
  others: () => [],
  types: () => 'f64',
};

const largestU32 = 2 ** 32 - 1;

/** Reads and checks a curve: years from 1 without a gap. Null where the file cannot be used. */
export async function readCurve(
  request: FileRequest,
  reference: string,
  problems: ProblemList,
): Promise<Curve | null> {
  const input = await readInputFile(request, reference, shape, problems);
  if (input === null || input.rows === 0) return null;
  const { file } = input;
  const years = wholeNumbers({ input, column: 'year', problems }, largestU32);
  const kind = kindOf(input, problems);
  if (years === null || kind === null) return null;
  if (!checkSequence({ input, column: 'year', problems }, years, 1)) return null;
  const column = valueColumns[kind];
  const cells = checkedValues({ input, column, problems }, kind);
  if (cells === null) return null;
  const values: YearlyValues = {
    file,
    kind,
    years: Array.from(cells, (cell) => Float64Array.of(cell)),
    place: (_, year) => ({ row: year, column }),
  };
  const rates = Float64Array.from(shortRates(values, problems), ([rate]) => rate as number);
  return { file, rates, summary: input.summary(controlMean(file, values, problems)) };
}
