/** Columns of a table under `data`, as the engines that read them declare them. */
import type { EngineInputColumn } from '../../contracts/engine-info.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { meantHint } from '../../contracts/nearest.ts';
import type { BlockColumn, DataBlock, UnreadColumn } from '../../contracts/run-inputs.ts';
import type { NumericArray, NumericType } from '../../contracts/table.ts';

const arrays = { i32: Int32Array, u32: Uint32Array, f64: Float64Array } as const;

/**
 * A column for every name and type that is read. Whether whole numbers came as i32, u32 or f64 is an
 * accident of the file's format, so another type is given where it holds every value exactly; where
 * it does not, the column stays as it is, for connectInputs to refuse.
 */
export function columnsAsRead(
  table: DataBlock,
  wanted: readonly Pick<EngineInputColumn, 'name' | 'type'>[],
): readonly BlockColumn[] {
  const found = new Map<string, BlockColumn>();
  for (const { name, type } of wanted) {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column === undefined) continue;
    const given = { ...column, ...valuesAs(column, type) };
    found.set(`${name} ${given.type}`, given);
  }
  return [...found.values()];
}

type Values = Pick<BlockColumn, 'type' | 'values'>;

/** By the values of the file, which are never changed: a run is planned more than once. */
const converted = new WeakMap<NumericArray, Map<NumericType, Values>>();

function valuesAs(column: BlockColumn, type: NumericType): Values {
  if (column.type === type) return column;
  const known = converted.get(column.values) ?? new Map<NumericType, Values>();
  converted.set(column.values, known);
  const values = known.get(type) ?? exactly(column, type);
  known.set(type, values);
  return values;
}

function exactly({ type: found, values }: BlockColumn, type: NumericType): Values {
  const copy = new arrays[type](values);
  const isExact = copy.every((value, index) => Object.is(value, values[index]));
  return isExact ? { type, values: copy } : { type: found, values };
}

/**
 * INVALID_INPUT_FORMAT for a column that the table does not have, or has in another type. `source` is
 * `$data.NAME`.
 */
export function wrongColumn(
  node: string,
  wanted: Pick<EngineInputColumn, 'name' | 'type'>,
  source: string,
  { file, columns, unreadColumns }: DataBlock,
): LiveCalcError {
  const { name, type } = wanted;
  const column = columns.find((candidate) => candidate.name === name);
  const unread = unreadColumns.find((candidate) => candidate.name === name);
  const row = unread?.firstText?.row;
  const names = [...columns, ...unreadColumns].map((candidate) => candidate.name);
  const expected = `a column "${name}" of type ${type}`;
  const [found, says] = column
    ? [column.type, `it is ${column.type} and has values that ${type} cannot hold.`]
    : unread
      ? textFound(unread)
      : [
          'no such column',
          `there is no such column. It has: ${names.join(', ')}.${meantHint(name, names)}`,
        ];
  const message = `Node "${node}" reads the column "${name}" of ${source} as ${type}; in ${file} ${says}`;
  const details = { node, file, column: name, found, expected, ...(row && { row }) };
  return new LiveCalcError('INVALID_INPUT_FORMAT', message, details);
}

function textFound({ firstText }: UnreadColumn): [found: string, says: string] {
  const advice = 'Engines read numbers only: fill each of its cells with one.';
  if (firstText === null) return ['text', `it holds text. ${advice}`];
  const found = firstText.text === '' ? 'an empty cell' : JSON.stringify(firstText.text);
  return [found, `row ${firstText.row} holds ${found}. ${advice}`];
}
