/** The product table's factors in flat columns, one product behind the other. */
import type { BlockColumn } from '../../../contracts/run-inputs.ts';
import type { ProductFactors, ProductTable } from '../assumptions/product-table.ts';
import { held } from './held.ts';
import { laidOut } from './laid-out.ts';

const factorColumns = {
  death_factor: 'death',
  maturity_factor: 'maturity',
  surrender_factor: 'surrender',
  surrender_premiums_factor: 'surrenderPremiums',
  premium_factor: 'premium',
} as const satisfies Record<string, keyof ProductFactors>;

/** Each product has `length` cells. */
export function productColumns({ entries }: ProductTable, length: number): readonly BlockColumn[] {
  const shape = [entries.length * length];
  const column = (name: string, parts: readonly Float64Array[]): BlockColumn => ({
    name,
    type: 'f64',
    values: laidOut(parts, length),
    shape,
  });
  const premiums = entries.map(({ value }) => held(value.premium, length));
  return [
    ...Object.entries(factorColumns).map(([name, factor]) =>
      column(
        name,
        entries.map(({ value }) => value[factor]),
      ),
    ),
    column('premiums_paid', premiums.map(cumulated)),
  ];
}

/** Premiums paid since issue, per unit of premium, the year's own among them. */
function cumulated(factors: Float64Array): Float64Array {
  let total = 0;
  return factors.map((factor) => (total += factor));
}
