/** Turns the requested output blocks into tables with their key columns. */
import type { RunInputs } from '../contracts/run-inputs.ts';
import type { Column, NumericArray, Table } from '../contracts/table.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import type { Bus } from './bus/bus.ts';
import { resultsPrefix } from './pipeline/default-pipeline.ts';
import type { AvailableBlock, AvailableColumn } from './pipeline/connect.ts';
import type { RunPlan } from './pipeline/plan-run.ts';
import { keyColumns, product, type TableShape } from './table-keys.ts';

/** Copies out of the run's memory, in the order the tables were asked for. */
export function resultTables(
  tables: readonly string[],
  plan: RunPlan,
  bus: Bus,
  inputs: RunInputs,
): Table[] {
  return tables.map((name) => {
    const block = tableBlock(name, plan);
    const shape = tableShape(name, block, plan);
    const values = block.columns.map((column) => copied(column, shape, bus, inputs));
    const keys = keyColumns(shape, inputs);
    return { name, length: product(shape.lengths), columns: [...keys, ...values] };
  });
}

/** One column of a table, without its keys; null where the table has none of that name. */
export function resultColumn(
  table: string,
  column: string,
  plan: RunPlan,
  bus: Bus,
  inputs: RunInputs,
): Column | null {
  const block = tableBlock(table, plan);
  const found = block.columns.find(({ name }) => name === column);
  return found === undefined ? null : copied(found, tableShape(table, block, plan), bus, inputs);
}

function copied(
  { name, type, planned }: AvailableColumn,
  { axes }: TableShape,
  bus: Bus,
  { modelPoints }: RunInputs,
): Column {
  const view = bus.view(planned);
  const values =
    axes[0] === 'member' && modelPoints !== null
      ? inFileOrder(view, modelPoints.members)
      : view.slice();
  return { name, type, values } as Column;
}

/**
 * Whether the requested tables can be made. Throws COLUMN_INVALID where a column that the portfolio
 * carries has the name of a computed one, PIPELINE_INVALID where a block is no table.
 */
export function checkTables(tables: readonly string[], plan: RunPlan, inputs: RunInputs): void {
  for (const table of tables) {
    const block = tableBlock(table, plan);
    const { axes } = tableShape(table, block, plan);
    const keys = keyColumns({ axes, lengths: axes.map(() => 0) }, inputs);
    const names = [...keys, ...block.columns].map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice === undefined) continue;
    throw new LiveCalcError(
      'COLUMN_INVALID',
      `The table "${table}" would have two columns "${twice}": one that the portfolio carries and ` +
        `one that is computed. Rename the portfolio's.`,
      { column: twice, found: `${table}.${twice} twice` },
    );
  }
}

/** Whether the table's rows are policies or what stands for them. */
export function isByPolicy(table: string, plan: RunPlan): boolean {
  const [axis] = tableShape(table, tableBlock(table, plan), plan).axes;
  return axis === 'member' || axis === 'row';
}

function tableBlock(table: string, plan: RunPlan): AvailableBlock {
  return plan.nodes
    .map((node) => node.blocks.get(resultsPrefix + table))
    .find((found) => found !== undefined)!;
}

/** The axes that a table's rows run along: those of its columns, one or one by group. */
function tableShape(name: string, block: AvailableBlock, plan: RunPlan): TableShape {
  const outputs = plan.nodes.flatMap((node) => node.outputs);
  const [first, ...others] = block.columns.map(({ planned }) =>
    outputs.find((output) => output.planned === planned)!,
  );
  if (first === undefined) throw noTable(name, block, 'none of its columns is computed here');
  const axes = first.declared.axes.map(String);
  if (others.some(({ declared }) => declared.axes.join() !== axes.join())) {
    throw noTable(name, block, 'its columns do not have the same axes');
  }
  if (axes.length > 2 || (axes.length === 2 && axes[1] !== 'group')) {
    throw noTable(name, block, 'its columns have more than one axis, and the other is not "group"');
  }
  return { axes, lengths: first.shape };
}

function noTable(name: string, block: AvailableBlock, reason: string): LiveCalcError {
  const message = `"${name}" cannot be a table: ${reason}.`;
  return new LiveCalcError('PIPELINE_INVALID', message, { node: block.writer });
}

/** Values by policy in the order of the model points, put back into that of the file. */
function inFileOrder(values: NumericArray, members: Uint32Array): NumericArray {
  const ordered = values.slice();
  for (let index = 0; index < members.length; index++) ordered[members[index]!] = values[index]!;
  return ordered;
}
