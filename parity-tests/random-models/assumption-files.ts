/** The tables of a drawn model. */
import { csvText } from './csv-text.ts';
import type { DrawnModel } from './drawn-model.ts';
import { products, tableYears } from './extents.ts';
import { mortalityFile } from './mortality-file.ts';
import { noiseOf } from './noise.ts';

export function assumptionFiles(drawn: DrawnModel): Readonly<Record<string, string>> {
  return {
    'mortality.csv': mortalityFile(drawn),
    'lapse.csv': lapseFile(drawn),
    'expenses.csv': expensesFile(drawn),
    ...(drawn.hasProducts ? { 'product.csv': productFile(drawn) } : {}),
  };
}

function years(drawn: DrawnModel, table: string): number[] {
  const length = tableYears(drawn, table, noiseOf(drawn.seed).whole(0, 99, table));
  return Array.from({ length }, (_, index) => index + 1);
}

/**
 * A table of rows `index`, the same for all products, or with rows or a column for each. `value`: what
 * stands in a cell.
 */
function byProduct(
  layout: DrawnModel['lapse'],
  { index, column }: { readonly index: string; readonly column: string },
  rows: readonly (string | number)[],
  value: (product: string, row: string | number) => number,
): string {
  if (layout === 'columns') {
    return csvText(
      [index, ...products],
      rows.map((row) => [row, ...products.map((product) => value(product, row))]),
    );
  }
  if (layout === 'rows') {
    return csvText(
      ['product_type', index, column],
      products.flatMap((product) => rows.map((row) => [product, row, value(product, row)])),
    );
  }
  return csvText(
    [index, column],
    rows.map((row) => [row, value('', row)]),
  );
}

function lapseFile(drawn: DrawnModel): string {
  const noise = noiseOf(drawn.seed);
  const highest = drawn.isHarsh ? 1.1 : 0.2;
  const names = { index: 'year', column: 'lapse_rate' };
  return byProduct(drawn.lapse, names, years(drawn, 'lapse'), (product, year) =>
    Math.min(1, noise.at('lapse', product, year) * highest),
  );
}

const highestExpenses: Readonly<Record<string, number>> = {
  per_policy_acquisition: 600,
  per_policy_maintenance: 60,
  percent_of_premium: 0.2,
  claim_expense: 300,
};

function expensesFile(drawn: DrawnModel): string {
  const noise = noiseOf(drawn.seed);
  const names = { index: 'name', column: 'value' };
  return byProduct(
    drawn.expenses,
    names,
    Object.keys(highestExpenses),
    (product, name) => noise.at('expenses', product, name) * highestExpenses[name]!,
  );
}

function productFile(drawn: DrawnModel): string {
  const noise = noiseOf(drawn.seed);
  const factor = (name: string, product: string, year: number): number => {
    const shape = noise.at('shape', name, product);
    // Level, none, or different in every year.
    if (shape < 0.25) return 1;
    return shape < 0.4 ? 0 : noise.at(name, product, year) * 1.5;
  };
  return csvText(
    [
      'product_type',
      'policy_year',
      'death_factor',
      'maturity_factor',
      'surrender_factor',
      'surrender_basis',
      'premium_factor',
    ],
    products.flatMap((product) =>
      years(drawn, 'product').map((year) => [
        product,
        year,
        factor('death', product, year),
        factor('maturity', product, year),
        factor('surrender', product, year),
        noise.oneOf(['sum_assured', 'premiums_paid'], 'basis', product, year),
        factor('premium', product, year),
      ]),
    ),
  );
}
