/** The columns that say what the rows of a result table are. */
import type { RunInputs } from '../contracts/run-inputs.ts';
import type { Column, NumericArray } from '../contracts/table.ts';

/** A table's axes and their lengths, the slowest first. */
export interface TableShape {
  readonly axes: readonly string[];
  readonly lengths: readonly number[];
}

/** Key columns of all axes, each value repeated for the rows that it stands for. */
export function keyColumns({ axes, lengths }: TableShape, inputs: RunInputs): Column[] {
  const rows = product(lengths);
  return axes.flatMap((axis, index) => {
    const inner = product(lengths.slice(index + 1));
    return axisKeys(axis, lengths[index]!, inputs).map((column) =>
      axes.length === 1 ? column : repeated(column, rows, inner),
    );
  });
}

export function product(lengths: readonly number[]): number {
  return lengths.reduce((all, length) => all * length, 1);
}

function axisKeys(axis: string, length: number, inputs: RunInputs): readonly Column[] {
  if (axis === 'member') return inputs.policyTable.columns;
  if (axis === 'row' && inputs.modelPoints === null) return inputs.policyTable.columns;
  if (axis === 'row') return [numbered('model_point', length, 1)];
  if (axis === 'scenario') return [inputs.scenarioIds ?? numbered('scenario_id', length, 0)];
  if (axis === 'time') return [numbered('year', length, 1)];
  if (axis === 'group' && inputs.groups !== null) return inputs.groups.keys;
  return [numbered('index', length, 0)];
}

function numbered(name: string, length: number, first: number): Column {
  return { name, type: 'u32', values: Uint32Array.from({ length }, (_, index) => first + index) };
}

/** Each value `times` in a row, and all of them again until there are `length`. */
function repeated(column: Column, length: number, times: number): Column {
  const { values } = column;
  const at = (row: number): number => Math.floor(row / times) % values.length;
  if (column.type === 'utf8') {
    return { ...column, values: Array.from({ length }, (_, row) => column.values[at(row)]!) };
  }
  const filled = new (values.constructor as new (length: number) => NumericArray)(length);
  for (let row = 0; row < length; row++) filled[row] = (values as NumericArray)[at(row)]!;
  return { ...column, values: filled } as Column;
}
