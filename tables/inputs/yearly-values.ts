/** Rates or discount factors by year, and the short rates that they stand for. */
import { valueProblem, wholeProblem } from '../problem.ts';
import { finiteSum } from './control-totals.ts';
import { discountFactors, interestRates } from './check-column.ts';
import type { ColumnToCheck } from './check-column.ts';
import type { InputFile } from './input-file.ts';
import type { ProblemList } from './problem-list.ts';

export type ValueKind = 'rates' | 'discountFactors';

export interface YearlyValues {
  readonly file: string;
  readonly kind: ValueKind;
  /** Values of year 1, 2, ...: one per scenario each. */
  readonly years: readonly Float64Array[];
  /** Where the value of a scenario (from 0) and a year (from 1) stands. Rows count from 1. */
  place(scenario: number, year: number): { readonly row: number; readonly column: string };
}

/** The columns that say which kind a file with one row per year holds. */
export const valueColumns = {
  rates: 'rate',
  discountFactors: 'discount_factor',
} as const satisfies Record<ValueKind, string>;

/** Columns to read the values from: that of `kind`, or those that are there; `rate` where none is. */
export function neededValueColumns(
  names: readonly string[],
  kind: ValueKind | undefined,
): readonly string[] {
  if (kind !== undefined) return [valueColumns[kind]];
  const present = Object.values(valueColumns).filter((name) => names.includes(name));
  return present.length === 0 ? [valueColumns.rates] : present;
}

/** The kind of a file read with `neededValueColumns`; null where it has the columns of both. */
export function kindOf({ file, columns }: InputFile, problems: ProblemList): ValueKind | null {
  const { rates, discountFactors: factors } = valueColumns;
  if (!columns.has(rates) || !columns.has(factors)) {
    return columns.has(factors) ? 'discountFactors' : 'rates';
  }
  const found = `${rates} and ${factors}`;
  const expected = `${rates} or ${factors}`;
  const message = `${file} has the columns ${found}, expected one of them. Drop the other; of a scenario file, "values" in the config may say which is meant.`;
  problems.add(wholeProblem('COLUMN_INVALID', { file, column: factors }, message, found, expected));
  return null;
}

/** A column of the kind, checked; null where it cannot be used. */
export function checkedValues(check: ColumnToCheck, kind: ValueKind): Float64Array | null {
  return kind === 'rates' ? interestRates(check) : discountFactors(check);
}

/**
 * Short rates of year 1, 2, ...: r(y) = DF(y-1) / DF(y) - 1 with DF(0) = 1 (I2). Factors so far
 * apart that no rate above -1 lies between them are problems.
 */
export function shortRates(values: YearlyValues, problems: ProblemList): readonly Float64Array[] {
  const { kind, years } = values;
  if (kind === 'rates') return years;
  return years.map((factors, index) => {
    const before = years[index - 1];
    return factors.map((factor, scenario) => {
      const start = before?.[scenario] ?? 1;
      const rate = start / factor - 1;
      // A factor that is no factor has been told of.
      const isTold = !(factor > 0 && start > 0 && factor < Infinity && start < Infinity);
      if (!isTold && !(rate > -1 && rate < Infinity)) {
        const place = { file: values.file, ...values.place(scenario, index + 1) };
        const found = `${factor} after ${start}, a short rate of ${rate}`;
        problems.add(
          valueProblem(place, found, 'factors with a finite rate above -1 between them'),
        );
      }
      return rate;
    });
  });
}

/** The mean of all values as the file gives them, to reconcile it with its source. */
export function controlMean(
  file: string,
  { kind, years }: YearlyValues,
  problems: ProblemList,
): Readonly<Record<string, number>> {
  const summed = { file, column: null, label: `all values of ${valueColumns[kind]}` };
  const count = years.reduce((total, values) => total + values.length, 0);
  return { [`mean_${valueColumns[kind]}`]: finiteSum(summed, years, problems) / count };
}
