/** The portfolio. */
import type { InputSummary } from '../../contracts/run-inputs.ts';
import type { Column } from '../../contracts/table.ts';
import { wholeProblem } from '../problem.ts';
import { amounts, codes, finiteNumbers, wholeNumbers } from './check-column.ts';
import { finiteSum } from './control-totals.ts';
import { readInputFile } from './input-file.ts';
import type { InputFile, InputShape } from './input-file.ts';
import type { InputRequest } from './input-request.ts';
import { policyIds } from './policy-ids.ts';
import type { ProblemList } from './problem-list.ts';

/** Columns by row; one that is null could not be used, and the problem list says why. */
export interface Policies {
  readonly file: string;
  readonly count: number;
  readonly ids: Column | null;
  /** Years, at entry into the projection. */
  readonly age: Uint32Array | null;
  /** 0 male, 1 female. */
  readonly gender: Uint32Array | null;
  /** Years. */
  readonly term: Uint32Array | null;
  readonly policyCount: Float64Array | null;
  readonly sumAssured: Float64Array | null;
  readonly premium: Float64Array | null;
  /** Columns that nothing here reads, in file order. */
  readonly carried: readonly Column[];
  readonly summary: InputSummary;
}

/** A portfolio all of whose columns could be used. */
export type CheckedPolicies = { readonly [K in keyof Policies]: NonNullable<Policies[K]> };

/** Nobody lives or is insured longer; a larger number is a slip of the keyboard. */
const longestLifeYears = 150;
const genders = ['M', 'F'] as const;
const products = ['Term', 'WholeLife', 'Endowment'] as const;

const required = ['policy_id', 'age', 'gender', 'sum_assured', 'premium', 'term'] as const;
const optional = ['product_type', 'policy_count'] as const;
const textColumns: ReadonlySet<string> = new Set(['policy_id', 'gender', 'product_type']);
const knownColumns: ReadonlySet<string> = new Set<string>([...required, ...optional]);

function shapeOf(carryColumns: boolean): InputShape {
  return {
    role: 'policies',
    required,
    others: (names) => (carryColumns ? names : names.filter((name) => knownColumns.has(name))),
    types: (name) => {
      if (textColumns.has(name)) return 'utf8';
      return knownColumns.has(name) ? 'f64' : undefined;
    },
  };
}

/** Reads and checks the portfolio; null where the file cannot be read or has no rows. */
export async function readPolicies(
  request: InputRequest,
  problems: ProblemList,
): Promise<Policies | null> {
  const shape = shapeOf(request.carryColumns);
  const input = await readInputFile(request, request.config.policies, shape, problems);
  return input === null || input.rows === 0 ? null : checkPolicies(input, problems);
}

function checkPolicies(input: InputFile, problems: ProblemList): Policies {
  const at = (column: string) => ({ input, column, problems });
  const ids = policyIds(at('policy_id'));
  const age = wholeNumbers(at('age'), longestLifeYears, 'years');
  const gender = codes(at('gender'), genders);
  const sumAssured = amounts(at('sum_assured'));
  const premium = amounts(at('premium'));
  const term = wholeNumbers(at('term'), longestLifeYears, 'years');
  codes(at('product_type'), products);
  const policyCount = input.columns.has('policy_count')
    ? amounts(at('policy_count'))
    : new Float64Array(input.rows).fill(1);
  const carried = [...input.columns.values()].filter(({ name }) => !knownColumns.has(name));
  refuseReserved(input, carried, problems);
  for (const { name, type } of carried) if (type === 'f64') finiteNumbers(at(name));
  const total = (column: string, values: Float64Array | null): number =>
    finiteSum(
      { file: input.file, column, label: column },
      values === null ? [] : [values],
      problems,
    );
  const columns = { ids, age, gender, term, policyCount, sumAssured, premium };
  return {
    file: input.file,
    count: input.rows,
    ...columns,
    carried,
    summary: input.summary({
      sum_assured: total('sum_assured', sumAssured),
      premium: total('premium', premium),
      policy_count: total('policy_count', policyCount),
    }),
  };
}

/** A carried column may not have the name of one that is made for the engines. */
function refuseReserved(input: InputFile, carried: readonly Column[], problems: ProblemList): void {
  const { file } = input;
  for (const { name } of carried) {
    if (name !== 'mortality_start' && name !== 'end_year') continue;
    const message = `${file} has a column ${name}; this name is kept for what engines are given. Rename it.`;
    problems.add(wholeProblem('COLUMN_INVALID', { file, column: name }, message, name));
  }
}
