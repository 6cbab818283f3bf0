/** Connects every input column of a node with the column that feeds it. */
import type { EngineInfo, EngineInputColumn } from '../../contracts/engine-info.ts';
import { LiveCalcError, type ErrorCode } from '../../contracts/errors.ts';
import type { DataBlock } from '../../contracts/run-inputs.ts';
import { wrongColumn } from './data-columns.ts';
import type { NumericType } from '../../contracts/table.ts';
import type { AxisLengths } from '../../engines-wasm/axes.ts';
import type { PlannedColumn } from '../bus/layout.ts';

/** A column that can be read, with who writes it. */
export interface AvailableColumn {
  readonly name: string;
  readonly type: NumericType;
  readonly shape: readonly number[];
  readonly planned: PlannedColumn;
}

/** What a reference of a node's inputs stands for. */
export interface AvailableBlock {
  /** `$policies`, or the node that writes it. */
  readonly writer: string;
  readonly columns: readonly AvailableColumn[];
  /** The table under `data` that it is. */
  readonly table?: DataBlock;
}

export interface Connection {
  /** In the engine's declared order; null for an optional column that is absent. */
  readonly columns: readonly (PlannedColumn | null)[];
  /** The run's axes and those that the inputs add. */
  readonly lengths: AxisLengths;
}

/**
 * Connects a node's inputs; `blocks` may end before the engine's do. An axis that only absent
 * columns have gets no length. Throws PIPELINE_INVALID naming both nodes where a column is missing,
 * has another type, or has another size than the reader's axes say; INVALID_INPUT_FORMAT where it is
 * a table under `data` that lacks a column or has it in another type; INPUT_SIZE_MISMATCH.
 */
export function connectInputs(
  node: string,
  info: EngineInfo,
  blocks: readonly AvailableBlock[],
  runLengths: AxisLengths,
): Connection {
  const lengths = new Map(runLengths);
  const columns = info.inputs.flatMap((input, index) => {
    const block = blocks[index] ?? { writer: 'nothing', columns: [] };
    return input.columns.map((wanted) => {
      const column = findColumn(node, wanted, block);
      if (column === null) return null;
      checkShape(node, wanted, block, column, lengths);
      return column.planned;
    });
  });
  return { columns, lengths };
}

function findColumn(
  node: string,
  wanted: EngineInputColumn,
  block: AvailableBlock,
): AvailableColumn | null {
  const named = block.columns.filter(({ name }) => name === wanted.name);
  const column = named.find(({ type }) => type === wanted.type) ?? named[0];
  const isThere =
    column !== undefined || block.table?.unreadColumns.some(({ name }) => name === wanted.name);
  if (!isThere && wanted.optional) return null;
  if (block.table && column?.type !== wanted.type) {
    throw wrongColumn(node, wanted, block.writer, block.table);
  }
  if (column === undefined) {
    throw mismatch(
      node,
      block,
      `reads the column "${wanted.name}", and ${block.writer} has only ` +
        block.columns.map(({ name }) => name).join(', '),
    );
  }
  if (column.type !== wanted.type) {
    throw mismatch(
      node,
      block,
      `reads "${wanted.name}" as ${wanted.type}, and ${block.writer} writes ${column.type}`,
    );
  }
  return column;
}

/** Axes not seen before take their length from the data. */
function checkShape(
  node: string,
  wanted: EngineInputColumn,
  block: AvailableBlock,
  column: AvailableColumn,
  lengths: Map<string, number>,
): void {
  const found = column.shape.join(' x ');
  if (wanted.axes.length !== column.shape.length) {
    throw mismatch(
      node,
      block,
      `reads "${wanted.name}" with the axes [${wanted.axes.join(', ')}], and ${block.writer} gives ${found}`,
    );
  }
  wanted.axes.forEach((axis, index) => {
    const length = column.shape[index]!;
    const expected = typeof axis === 'number' ? axis : lengths.get(axis);
    if (expected === undefined) lengths.set(String(axis), length);
    else if (expected !== length) {
      const what = `reads "${wanted.name}" with ${expected} along ${axis}, and ${block.writer} gives ${found}`;
      throw mismatch(node, block, what, 'INPUT_SIZE_MISMATCH');
    }
  });
}

/** What is wrong with a table under `data` is wrong with the table, not with the pipeline. */
function mismatch(
  node: string,
  { writer, table }: AvailableBlock,
  what: string,
  code: ErrorCode = table === undefined ? 'PIPELINE_INVALID' : 'INVALID_INPUT_FORMAT',
): LiveCalcError {
  return new LiveCalcError(code, `Node "${node}" ${what}.`, { node, found: writer });
}
