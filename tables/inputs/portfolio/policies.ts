/** The portfolio. */
import type { InputSummary } from '../../../contracts/run-inputs.ts';
import type { Column } from '../../../contracts/table.ts';
import { missingColumn } from '../../column-names.ts';
import { valueProblem } from '../../problem.ts';
import { genders } from '../assumptions/keyed-table.ts';
import {
  amounts,
  codes,
  interestRates,
  signedWholeNumbers,
  texts,
  wholeNumbers,
} from '../check-column.ts';
import { finiteSum } from '../control-totals.ts';
import { readInputFile } from '../input-file.ts';
import type { InputFile, InputShape } from '../input-file.ts';
import type { FileRequest } from '../input-request.ts';
import type { ProblemList } from '../problem-list.ts';
import { carriedColumns, keyColumns } from './carried-columns.ts';
import {
  misspeltWarnings,
  optionalColumns,
  refuseReserved,
  requiredColumns,
  typeOfColumn,
} from './policy-columns.ts';
import { policyIds } from './policy-ids.ts';
import { PolicyKeys } from './policy-keys.ts';

/** What the config and the tables ask of the portfolio. */
export interface PolicyNeeds {
  /** Whether columns that nothing here reads are read and carried through. */
  readonly carryColumns: boolean;
  /** Columns that must be there, and who asks: `by which lapse.csv is keyed`. */
  readonly columns: ReadonlyMap<string, string>;
  /** Whether a table says which products there are. */
  readonly tableHasProducts: boolean;
}

/**
 * Columns by row; one that is null could not be used, and the problem list says why. One that is
 * undefined is not in the file, and every policy has its default.
 */
export interface Policies {
  readonly file: string;
  readonly count: number;
  readonly ids: Column | null;
  /** Years, at entry into the contract. */
  readonly age: Uint32Array | null;
  /** 0 male, 1 female. */
  readonly gender: Uint32Array | null;
  /** Years. */
  readonly term: Uint32Array | null;
  /** Completed years, at most the term; below 0: issued in that many years. */
  readonly duration: Int32Array | null | undefined;
  /** Years, at most the term. */
  readonly premiumTerm: Uint32Array | null | undefined;
  readonly policyCount: Float64Array | null;
  readonly sumAssured: Float64Array | null;
  readonly premium: Float64Array | null;
  /** Undefined also where nothing asks for it. */
  readonly referenceRate: Float64Array | null | undefined;
  /** What tables are keyed by and results grouped by. */
  readonly keys: PolicyKeys;
  /** Columns for the table of results, in file order. */
  readonly carried: readonly Column[];
  readonly summary: InputSummary;
  readonly warnings: readonly string[];
}

/** A portfolio all of whose columns could be used. */
export type CheckedPolicies = { readonly [K in keyof Policies]: Exclude<Policies[K], null> };

/** Nobody lives or is insured longer; a larger number is a slip of the keyboard. */
export const longestLifeYears = 150;
const products = ['Term', 'WholeLife', 'Endowment'] as const;

function shapeOf({ carryColumns, columns }: PolicyNeeds): InputShape {
  const read: ReadonlySet<string> = new Set([
    ...requiredColumns,
    ...optionalColumns,
    ...columns.keys(),
  ]);
  return {
    role: 'policies',
    required: requiredColumns,
    others: (names) => (carryColumns ? names : names.filter((name) => read.has(name))),
    types: typeOfColumn,
  };
}

/** Reads and checks the portfolio; null where the file cannot be read or has no rows. */
export async function readPolicies(
  request: FileRequest,
  reference: string,
  needs: PolicyNeeds,
  problems: ProblemList,
): Promise<Policies | null> {
  const input = await readInputFile(request, reference, shapeOf(needs), problems);
  if (input === null) return null;
  const told: ReadonlySet<string> = new Set([...input.columnNames, ...requiredColumns]);
  for (const [column, reason] of needs.columns) {
    if (told.has(column)) continue;
    problems.add(missingColumn(input.file, column, input.columnNames, reason));
  }
  return input.rows === 0 ? null : checkPolicies(input, needs, problems);
}

function checkPolicies(input: InputFile, needs: PolicyNeeds, problems: ProblemList): Policies {
  const at = (column: string) => ({ input, column, problems });
  const has = (column: string): boolean => input.columns.has(column);
  const ids = policyIds(at('policy_id'));
  const age = wholeNumbers(at('age'), longestLifeYears, 'years');
  const gender = codes(at('gender'), genders);
  const sumAssured = amounts(at('sum_assured'));
  const premium = amounts(at('premium'));
  const term = wholeNumbers(at('term'), longestLifeYears, 'years');
  checkKeys(input, needs, problems);
  const policyCount = has('policy_count')
    ? amounts(at('policy_count'))
    : new Float64Array(input.rows).fill(1);
  const duration = has('duration_years')
    ? signedWholeNumbers(at('duration_years'), longestLifeYears, 'completed years')
    : undefined;
  const premiumTerm = has('premium_term')
    ? wholeNumbers(at('premium_term'), longestLifeYears, 'years')
    : undefined;
  const referenceRate = needs.columns.has('reference_rate')
    ? has('reference_rate') && interestRates(at('reference_rate'))
    : undefined;
  checkWithinTerm(input.file, 'duration_years', duration, term, problems);
  checkWithinTerm(input.file, 'premium_term', premiumTerm, term, problems);
  refuseReserved(input, problems);
  const columns = {
    ids,
    age,
    gender,
    term,
    duration,
    premiumTerm,
    policyCount,
    sumAssured,
    premium,
    referenceRate: referenceRate === false ? null : referenceRate,
  };
  return {
    file: input.file,
    count: input.rows,
    ...columns,
    keys: new PolicyKeys(keyColumns(input, needs), gender),
    carried: carriedColumns(input, needs, columns, problems),
    summary: input.summary(totals(input.file, columns, problems)),
    warnings: misspeltWarnings(input),
  };
}

/** Texts that tables are keyed by are looked up there; a product that no table knows must be one of these. */
function checkKeys(
  input: InputFile,
  { columns, tableHasProducts }: PolicyNeeds,
  problems: ProblemList,
): void {
  const at = (column: string) => ({ input, column, problems });
  if (columns.has('underwriting_class')) texts(at('underwriting_class'));
  if (tableHasProducts) texts(at('product_type'));
  else codes(at('product_type'), products);
}

function checkWithinTerm(
  file: string,
  column: string,
  years: Int32Array | Uint32Array | null | undefined,
  term: Uint32Array | null,
  problems: ProblemList,
): void {
  if (years === null || years === undefined || term === null) return;
  for (let row = 0; row < years.length; row++) {
    if ((years[row] as number) <= (term[row] as number)) continue;
    const expected = `at most ${term[row]}, the policy's term`;
    problems.add(valueProblem({ file, row: row + 1, column }, String(years[row]), expected));
  }
}

type Amounts = Pick<Policies, 'sumAssured' | 'premium' | 'policyCount'>;

function totals(
  file: string,
  { sumAssured, premium, policyCount }: Amounts,
  problems: ProblemList,
): Record<string, number> {
  const total = (column: string, values: Float64Array | null): number =>
    finiteSum({ file, column, label: column }, values === null ? [] : [values], problems);
  return {
    sum_assured: total('sum_assured', sumAssured),
    premium: total('premium', premium),
    policy_count: total('policy_count', policyCount),
  };
}
