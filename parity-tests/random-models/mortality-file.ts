/** The mortality table of a drawn model: any keys, in rows or in columns, select or not. */
import { csvText } from './csv-text.ts';
import type { DrawnModel } from './drawn-model.ts';
import { classes, firstAge, genders, products } from './extents.ts';
import { noiseOf } from './noise.ts';

const values = {
  gender: genders,
  underwriting_class: classes,
  product_type: products,
} as const;

type Cell = Readonly<Record<string, string | number>>;

export function mortalityFile(drawn: DrawnModel): string {
  const { keys, inColumns, selectYears } = drawn.mortality;
  const durations = Array.from({ length: selectYears }, (_, index) => index + 1);
  const ofDuration = durations.map((duration) => ({ duration }));
  const rowKeys = keys.filter((key) => !(key === 'gender' && inColumns === 'gender'));
  let rows = rowKeys.reduce<Cell[]>(
    (some, key) => some.flatMap((row) => values[key].map((value) => ({ ...row, [key]: value }))),
    [{}],
  );
  const areSelectRows = selectYears > 0 && inColumns !== 'duration';
  if (areSelectRows) rows = rows.flatMap((row) => ofDuration.map((cell) => ({ ...row, ...cell })));
  rows = rows.flatMap((row) => ages(drawn).map((age) => ({ ...row, age })));
  const columns = rateColumns(inColumns, selectYears > 0 ? ofDuration : []);
  return csvText(
    [...Object.keys(rows[0]!), ...columns.map(({ name }) => name)],
    rows.map((row) => [
      ...Object.values(row),
      ...columns.map(({ says }) => rateOf(drawn, { ...row, ...says })),
    ]),
  );
}

function ages({ lastAge }: DrawnModel): number[] {
  return Array.from({ length: lastAge - firstAge + 1 }, (_, index) => firstAge + index);
}

/** Columns of rates, and what each says of them. */
function rateColumns(
  inColumns: DrawnModel['mortality']['inColumns'],
  durations: readonly { duration: number }[],
): { name: string; says: Cell }[] {
  if (inColumns === 'gender') {
    return [
      { name: 'male_qx', says: { gender: 'M' } },
      { name: 'female_qx', says: { gender: 'F' } },
    ];
  }
  if (inColumns === 'duration' && durations.length > 0) {
    return durations.map((says) => ({ name: `duration_${says.duration}`, says }));
  }
  return [{ name: 'qx', says: {} }];
}

function rateOf(drawn: DrawnModel, cell: Cell): number {
  const part = noiseOf(drawn.seed).at('mortality', JSON.stringify(cell));
  if (drawn.isHarsh) return Math.min(1, part * 1.1);
  return Math.min(1, 0.0002 * power(1.09, Number(cell['age']) - firstAge) * (0.5 + part));
}

/** By multiplications alone: the last bit of `**` is another in another version of Node. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let factor = 0; factor < exponent; factor += 1) result *= base;
  return result;
}
