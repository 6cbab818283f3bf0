/** The mortality, lapse and expense tables. */
import type { InputSummary } from '../../contracts/run-inputs.ts';
import { nearest } from '../../contracts/nearest.ts';
import { valueProblem, wholeProblem } from '../problem.ts';
import { amounts, probabilities, texts, wholeNumbers } from './check-column.ts';
import { checkSequence } from './check-sequence.ts';
import { sum } from './control-totals.ts';
import { readInputFile } from './input-file.ts';
import type { InputFile, InputShape } from './input-file.ts';
import type { InputRequest } from './input-request.ts';
import type { ProblemList } from './problem-list.ts';

/** Annual rates of death by age; `male[i]` is for age `firstAge + i`. */
export interface MortalityTable {
  readonly file: string;
  readonly firstAge: number;
  readonly male: Float64Array;
  readonly female: Float64Array;
  readonly summary: InputSummary;
}

/** Annual rates of lapse; `rates[i]` is for policy year i + 1. */
export interface LapseTable {
  readonly file: string;
  readonly rates: Float64Array;
  readonly summary: InputSummary;
}

/** The expenses, in the order of `expenseNames`. */
export interface ExpenseTable {
  readonly values: Float64Array;
  readonly summary: InputSummary;
}

const largestU32 = 2 ** 32 - 1;

const expenseNames = [
  'per_policy_acquisition',
  'per_policy_maintenance',
  'percent_of_premium',
  'claim_expense',
] as const;

function shapeOf(role: string, required: readonly string[]): InputShape {
  return {
    role,
    required,
    others: () => [],
    types: (name) => (name === 'name' ? 'utf8' : 'f64'),
  };
}

/** Reads age, male_qx, female_qx: ages without a gap, rates from 0 to 1. */
export async function readMortality(
  request: InputRequest,
  problems: ProblemList,
): Promise<MortalityTable | null> {
  const shape = shapeOf('mortality', ['age', 'male_qx', 'female_qx']);
  const input = await readInputFile(request, request.config.assumptions.mortality, shape, problems);
  if (input === null || input.rows === 0) return null;
  const ages = wholeNumbers({ input, column: 'age', problems }, largestU32);
  const male = probabilities({ input, column: 'male_qx', problems });
  const female = probabilities({ input, column: 'female_qx', problems });
  if (ages === null || !checkSequence({ input, column: 'age', problems }, ages, null)) return null;
  if (male === null || female === null) return null;
  const summary = input.summary({ sum: sum([male]) + sum([female]) });
  return { file: input.file, firstAge: ages[0] as number, male, female, summary };
}

/** Reads year, lapse_rate: years from 1 without a gap, rates from 0 to 1. */
export async function readLapse(
  request: InputRequest,
  problems: ProblemList,
): Promise<LapseTable | null> {
  const shape = shapeOf('lapse', ['year', 'lapse_rate']);
  const input = await readInputFile(request, request.config.assumptions.lapse, shape, problems);
  if (input === null || input.rows === 0) return null;
  const years = wholeNumbers({ input, column: 'year', problems }, largestU32);
  const rates = probabilities({ input, column: 'lapse_rate', problems });
  if (years === null || !checkSequence({ input, column: 'year', problems }, years, 1)) return null;
  if (rates === null) return null;
  return { file: input.file, rates, summary: input.summary({ sum: sum([rates]) }) };
}

/** Reads name, value: each of the four expenses once, finite and 0 or more. */
export async function readExpenses(
  request: InputRequest,
  problems: ProblemList,
): Promise<ExpenseTable | null> {
  const shape = shapeOf('expenses', ['name', 'value']);
  const input = await readInputFile(request, request.config.assumptions.expenses, shape, problems);
  if (input === null || input.rows === 0) return null;
  const names = texts({ input, column: 'name', problems });
  const amountsByRow = amounts({ input, column: 'value', problems });
  if (names === null || amountsByRow === null) return null;
  const rows = expenseRows(input, names, problems);
  const values = Float64Array.from(expenseNames, (name) => amountsByRow[rows.get(name) ?? 0] ?? 0);
  return { values, summary: input.summary({}) };
}

/** The row of each expense. */
function expenseRows(
  { file }: InputFile,
  names: readonly string[],
  problems: ProblemList,
): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  const known: readonly string[] = expenseNames;
  for (const [index, name] of names.entries()) {
    const place = { file, row: index + 1, column: 'name' };
    const first = rows.get(name);
    if (!known.includes(name)) {
      const near = nearest(name, expenseNames);
      const advice = near === null ? '' : `Was ${near} meant?`;
      const expected = `one of ${expenseNames.join(', ')}`;
      problems.add(valueProblem(place, JSON.stringify(name), expected, { advice }));
    } else if (first === undefined) rows.set(name, index);
    else {
      const found = `"${name}" again, which row ${first + 1} has already`;
      problems.add(valueProblem(place, found, 'every expense once', { code: 'DUPLICATE_KEY' }));
    }
  }
  for (const name of expenseNames) {
    if (rows.has(name) || problems.hasPlaceholders(file)) continue;
    const message = `${file} has no row ${name}; expected one for each of ${expenseNames.join(', ')}.`;
    problems.add(wholeProblem('VALUE_INVALID', { file, column: 'name' }, message, null, name));
  }
  return rows;
}
