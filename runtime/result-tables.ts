/** Turns the requested output blocks into tables with their key columns. */
import type { RunInputs } from '../contracts/run-inputs.ts';
import type { Column, NumericArray, NumericType, Table } from '../contracts/table.ts';
import { LiveCalcError } from '../contracts/errors.ts';
import type { Bus } from './bus/bus.ts';
import { resultsPrefix } from './pipeline/default-pipeline.ts';
import type { AvailableBlock } from './pipeline/connect.ts';
import type { RunPlan } from './pipeline/plan-run.ts';

/** Copies out of the run's memory, in the order the tables were asked for. */
export function resultTables(
  tables: readonly string[],
  plan: RunPlan,
  bus: Bus,
  inputs: RunInputs,
): Table[] {
  return tables.map((name) => {
    const block = tableBlock(name, plan);
    const axis = tableAxis(name, block, plan);
    const values = block.columns.map((column) =>
      numericColumn(column.name, column.type, bus.view(column.planned).slice()),
    );
    const length = block.columns[0]!.shape[0]!;
    const keys = keyColumns(axis, length, inputs);
    return { name, length, columns: [...keys, ...values] };
  });
}

/**
 * Whether the requested tables can be made. Throws COLUMN_INVALID where a column that the portfolio
 * carries has the name of a computed one, PIPELINE_INVALID where a block is no table.
 */
export function checkTables(tables: readonly string[], plan: RunPlan, inputs: RunInputs): void {
  for (const table of tables) {
    const block = tableBlock(table, plan);
    const axis = tableAxis(table, block, plan);
    const names = [...keyColumns(axis, 0, inputs), ...block.columns].map(({ name }) => name);
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

function tableBlock(table: string, plan: RunPlan): AvailableBlock {
  return plan.nodes
    .map((node) => node.blocks.get(resultsPrefix + table))
    .find((found) => found !== undefined)!;
}

/** The axis that a table's rows run along: that of its columns. */
function tableAxis(name: string, block: AvailableBlock, plan: RunPlan): string {
  const outputs = plan.nodes.flatMap((node) => node.outputs);
  const declared = outputs.find(({ planned }) => planned === block.columns[0]!.planned)!.declared;
  if (block.columns.some((column) => column.shape.length !== 1)) {
    throw new LiveCalcError(
      'PIPELINE_INVALID',
      `"${name}" cannot be a table: its columns have more than one axis.`,
      { node: block.writer },
    );
  }
  return String(declared.axes[0]);
}

function keyColumns(axis: string, length: number, inputs: RunInputs): readonly Column[] {
  if (axis === 'row') return inputs.policyTable.columns;
  if (axis === 'scenario') return [inputs.scenarioIds ?? numbered('scenario_id', length, 0)];
  if (axis === 'time') return [numbered('year', length, 1)];
  return [numbered('index', length, 0)];
}

function numbered(name: string, length: number, first: number): Column {
  return { name, type: 'u32', values: Uint32Array.from({ length }, (_, index) => first + index) };
}

function numericColumn(name: string, type: NumericType, values: NumericArray): Column {
  return { name, type, values } as Column;
}
