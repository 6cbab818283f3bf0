/**
 * Groupings that were found, kept for as long as the portfolio they were found in: its runs, such as
 * those of the base curve and of sensitivities, group it once.
 */
import type { Block, BlockColumn } from '../../contracts/run-inputs.ts';
import type { NumericArray } from '../../contracts/table.ts';
import type { FoundGrouping } from './find-grouping.ts';
import { isAmount, picked, rowColumn } from './grouping.ts';

export class KnownGrouping {
  readonly found: FoundGrouping;
  readonly #keys: readonly BlockColumn[];
  /** Columns of model points by the values of the policies' column that they are made of. */
  readonly #rows = new WeakMap<NumericArray, BlockColumn>();
  /** Amounts of the policies behind the model points, side by side, by the same. */
  readonly #members = new WeakMap<NumericArray, BlockColumn>();

  constructor(found: FoundGrouping, columns: readonly BlockColumn[]) {
    this.found = found;
    this.#keys = this.#read(columns).filter(({ name }) => !isAmount(name));
    for (const column of columns) {
      const values = isAmount(column.name) ? found.sums?.[column.name] : undefined;
      if (values === undefined) continue;
      this.#rows.set(column.values, { ...column, values, shape: [values.length] });
    }
  }

  /** Whether this engine found it in these very keys; amounts may be others. */
  isOf(columns: readonly BlockColumn[], engineSha256: string): boolean {
    const keys = this.#read(columns).filter(({ name }) => !isAmount(name));
    return (
      engineSha256 === this.found.node.sha256 &&
      keys.length === this.#keys.length &&
      keys.every(({ name, values }, index) => {
        const known = this.#keys[index]!;
        return name === known.name && values === known.values;
      })
    );
  }

  /** `$policies` with a row for each model point: the columns that the engine read, and no others. */
  block(columns: readonly BlockColumn[]): Block {
    return { columns: this.#read(columns).map((column) => this.#rowColumn(column)) };
  }

  /** The amounts in the order of the model points' members. */
  memberAmounts(columns: readonly BlockColumn[]): BlockColumn[] {
    return columns
      .filter(({ name }) => isAmount(name))
      .map((column) =>
        keptColumn(this.#members, column, () => picked(column, this.found.grouping!.members)),
      );
  }

  #rowColumn(column: BlockColumn): BlockColumn {
    return keptColumn(this.#rows, column, () => rowColumn(column, this.found.grouping!));
  }

  #read(columns: readonly BlockColumn[]): BlockColumn[] {
    const read = this.found.node.info.inputs.flatMap((input) => input.columns);
    return columns.filter(({ name }) => read.some((column) => column.name === name));
  }
}

/** Two columns may have the same values; the name tells them apart. */
function keptColumn(
  kept: WeakMap<NumericArray, BlockColumn>,
  { name, values }: BlockColumn,
  make: () => BlockColumn,
): BlockColumn {
  const known = kept.get(values);
  if (known?.name === name) return known;
  const made = make();
  kept.set(values, made);
  return made;
}

/** By the values of the first key. */
const groupings = new WeakMap<NumericArray, KnownGrouping>();

export function recallGrouping(
  columns: readonly BlockColumn[],
  engineSha256: string,
): KnownGrouping | undefined {
  const known = groupings.get(firstKey(columns));
  return known?.isOf(columns, engineSha256) === true ? known : undefined;
}

export function keepGrouping(known: KnownGrouping, columns: readonly BlockColumn[]): void {
  groupings.set(firstKey(columns), known);
}

function firstKey(columns: readonly BlockColumn[]): NumericArray {
  return columns.find(({ name }) => name === 'mortality_start')!.values;
}
