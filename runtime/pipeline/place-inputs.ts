/** The columns that no node writes: which of them are read, and where they lie on the bus. */
import type { EngineInputColumn } from '../../contracts/engine-info.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { meantHint } from '../../contracts/nearest.ts';
import type {
  Block,
  BlockColumn,
  DataBlock,
  ModelPoints,
  RunInputs,
} from '../../contracts/run-inputs.ts';
import { shapeSize } from '../../engines-wasm/axes.ts';
import type { BusLayout, PlannedColumn } from '../bus/layout.ts';
import type { AvailableBlock } from './connect.ts';
import { columnsAsRead } from './data-columns.ts';
import type { GraphNode } from './graph-node.ts';
import { dataName, isSource, type SourceName } from './graph.ts';

/** An input column and its place on the bus. */
export interface PlannedInput {
  /** `$policies.age`. */
  readonly name: string;
  readonly source: SourceName;
  readonly data: BlockColumn;
  readonly planned: PlannedColumn;
}

/** Puts on the bus the input columns that some engine reads, and no others. */
export function placeInputs(
  kept: readonly GraphNode[],
  inputs: RunInputs,
  layout: BusLayout,
): { inputs: PlannedInput[]; blocks: Map<string, AvailableBlock> } {
  const placed: PlannedInput[] = [];
  const blocks = new Map<string, AvailableBlock>();
  const sources = new Set(kept.flatMap(({ node }) => node.inputs).filter(isSource));
  for (const source of sources) {
    const table = dataTable(source, inputs);
    const data = table ?? sourceBlock(source, inputs);
    const read = columnsRead(kept, source);
    const columns = table
      ? columnsAsRead(table, read)
      : data.columns.filter(({ name }) => read.some((one) => one.name === name));
    const region = layout.block(
      `bus://inputs/${source.slice(1)}`,
      columns.map(({ name, type, shape }) => ({ name, type, ...shapeSize(shape) })),
    );
    blocks.set(source, {
      writer: source,
      columns: columns.map((column, index) => ({ ...column, planned: region.columns[index]! })),
      ...(table && { table }),
    });
    columns.forEach((column, index) => {
      placed.push({
        name: inputName(source, column, columns),
        source,
        data: column,
        planned: region.columns[index]!,
      });
    });
  }
  return { inputs: placed, blocks };
}

function columnsRead(kept: readonly GraphNode[], source: SourceName): EngineInputColumn[] {
  return kept.flatMap(({ node, info }) =>
    node.inputs.flatMap((input, index) =>
      input === source ? (info.inputs[index]?.columns ?? []) : [],
    ),
  );
}

/** With its type where engines read one column in two types. */
function inputName(
  source: SourceName,
  { name, type }: BlockColumn,
  columns: readonly BlockColumn[],
): string {
  const isOnly = columns.filter((column) => column.name === name).length === 1;
  return `${source}.${name}${isOnly ? '' : `:${type}`}`;
}

function sourceBlock(source: SourceName, inputs: RunInputs): Block {
  if (source === '$policies') return inputs.policies;
  if (source === '$assumptions') return inputs.assumptions;
  if (source === '$members') return membersBlock(inputs.modelPoints);
  if (inputs.scenarios !== null) return inputs.scenarios;
  throw new LiveCalcError(
    'INTERNAL',
    '$scenarios is read, and there is neither a file nor a model.',
  );
}

/** Null for a source that is no table under `data`. */
function dataTable(source: SourceName, { data }: RunInputs): DataBlock | null {
  const name = dataName(source);
  if (name === null) return null;
  const block = data[name];
  if (block !== undefined) return block;
  const names = Object.keys(data);
  const message =
    `A node reads $data.${name}, and "data" has no table "${name}".${meantHint(name, names)} ` +
    `It has: ${names.join(', ') || 'none'}.`;
  throw new LiveCalcError('PIPELINE_INVALID', message, { found: `$data.${name}` });
}

/** Where each row's policies end and what each policy adds to it; empty where rows are policies. */
function membersBlock(points: ModelPoints | null): Block {
  if (points === null) return { columns: [] };
  const { end, amounts } = points;
  const memberEnd = { name: 'member_end', type: 'u32', values: end, shape: [end.length] } as const;
  return { columns: [memberEnd, ...amounts] };
}
