/** Benefits and premiums: product_type, policy_year and factors. */
import type { Column } from '../../../contracts/table.ts';
import { amounts, codes, wholeNumbers } from '../check-column.ts';
import { checkSequence } from '../check-sequence.ts';
import { finiteSum } from '../control-totals.ts';
import { readInputFile } from '../input-file.ts';
import type { InputFile } from '../input-file.ts';
import type { FileRequest } from '../input-request.ts';
import type { ProblemList } from '../problem-list.ts';
import { rowsByKey, valuesAt } from './keyed-table.ts';
import type { KeyedTable, KeyRows } from './keyed-table.ts';
import { tableShape } from './table-shape.ts';

/** Factors of one product; element i is for policy year i + 1. */
export interface ProductFactors {
  /** Of the sum assured, where the life dies within the year. */
  readonly death: Float64Array;
  /** Of the sum assured, where the term ends with the year. */
  readonly maturity: Float64Array;
  /** Of the sum assured, where the policy lapses at the year's end. */
  readonly surrender: Float64Array;
  /** Of the premiums paid since issue, where the policy lapses; one of the two is 0. */
  readonly surrenderPremiums: Float64Array;
  /** Of the premium. */
  readonly premium: Float64Array;
}

export type ProductTable = KeyedTable<ProductFactors>;

/** A factor whose column is absent is that of term insurance. */
const factorDefaults = {
  death_factor: 1,
  maturity_factor: 0,
  surrender_factor: 0,
  premium_factor: 1,
} as const;
type FactorName = keyof typeof factorDefaults;
const factorNames = Object.keys(factorDefaults) as readonly FactorName[];

const surrenderBases = ['sum_assured', 'premiums_paid'] as const;
const longestLifeYears = 150;

const optionalNames: readonly string[] = [...factorNames, 'surrender_basis'];
const shape = tableShape('product', optionalNames, (names) => ({
  required: ['product_type', 'policy_year'],
  others: names.filter((name) => optionalNames.includes(name)),
}));

/** Policy years from 1 without a gap, for each product; factors finite and 0 or more. */
export async function readProduct(
  request: FileRequest,
  reference: string,
  problems: ProblemList,
): Promise<ProductTable | null> {
  const input = await readInputFile(request, reference, shape, problems);
  if (input === null || input.rows === 0) return null;
  const check = { input, column: 'policy_year', problems };
  const years = wholeNumbers(check, longestLifeYears);
  const factors = factorColumns(input, problems);
  const bases = basisColumn(input, problems);
  // That the column is missing has been told: there is nothing to tell rows apart by.
  const isKeyed = input.columns.has('product_type');
  const groups = isKeyed ? rowsByKey(input, ['product_type'], problems) : null;
  if (years === null || groups === null) return null;
  const isWhole = groups.map((group) => checkSequence(check, years, 1, group));
  if (factors === null || bases === null || isWhole.includes(false)) return null;
  return {
    file: input.file,
    keys: ['product_type'],
    entries: groups.map((group) => ({ key: group.key, value: productOf(group, factors, bases) })),
    summary: input.summary(totals(input, factors, problems)),
  };
}

type Factors = Readonly<Record<FactorName, Float64Array>>;

function factorColumns(input: InputFile, problems: ProblemList): Factors | null {
  const columns = factorNames.map((column) => {
    const values = input.columns.has(column)
      ? amounts({ input, column, problems })
      : new Float64Array(input.rows).fill(factorDefaults[column]);
    return [column, values] as const;
  });
  if (columns.some(([, values]) => values === null)) return null;
  return Object.fromEntries(columns) as Factors;
}

/** By row: a position in `surrenderBases`. */
function basisColumn(input: InputFile, problems: ProblemList): Uint32Array | null {
  return input.columns.has('surrender_basis')
    ? codes({ input, column: 'surrender_basis', problems }, surrenderBases)
    : new Uint32Array(input.rows);
}

function productOf(group: KeyRows, factors: Factors, bases: Uint32Array): ProductFactors {
  const surrender = valuesAt(factors.surrender_factor, group);
  const isOf = (basis: (typeof surrenderBases)[number], year: number): boolean =>
    surrenderBases[bases[group.rows[year] as number] as number] === basis;
  return {
    death: valuesAt(factors.death_factor, group),
    maturity: valuesAt(factors.maturity_factor, group),
    surrender: surrender.map((factor, year) => (isOf('sum_assured', year) ? factor : 0)),
    surrenderPremiums: surrender.map((factor, year) => (isOf('premiums_paid', year) ? factor : 0)),
    premium: valuesAt(factors.premium_factor, group),
  };
}

/** Of the columns that the file has. */
function totals(
  { file, columns }: InputFile,
  factors: Factors,
  problems: ProblemList,
): Record<string, number> {
  const present = (name: string): name is FactorName => columns.has(name) && name in factorDefaults;
  const names = [...columns.values()].map((column: Column) => column.name).filter(present);
  return Object.fromEntries(
    names.map((name) => [
      name,
      finiteSum({ file, column: name, label: name }, [factors[name]], problems),
    ]),
  );
}
