/** Plans a whole run: engines, order, memory map, stages. Pure: no memory is made here. */
import type { RunConfig } from '../../contracts/config.ts';
import type { RunAxes } from '../../contracts/engine.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { meantHint } from '../../contracts/nearest.ts';
import type { Block, BlockColumn, ModelPoints, RunInputs } from '../../contracts/run-inputs.ts';
import { runAxisLengths, shapeSize } from '../../engines-wasm/axes.ts';
import { checkStaticRegions, staticRegionsBytes } from '../../engines-wasm/inspect-engine.ts';
import { completeConfig } from '../../engines-wasm/complete-config.ts';
import { BusLayout, type PlannedColumn } from '../bus/layout.ts';
import { connectInputs, type AvailableBlock } from './connect.ts';
import { conditionsOf, drivenNodes } from './dependencies.ts';
import { pipelineNodes, resultsPrefix } from './default-pipeline.ts';
import { checkGroupTables } from './group-tables.ts';
import {
  dataName,
  isSource,
  orderNodes,
  statisticsTable,
  type GraphNode,
  type SourceName,
} from './graph.ts';
import type { EngineSet, LoadedWasm } from './load-engines.ts';
import { hashedNode, type HashedNode } from './hashed-node.ts';
import { planNode, type PlannedNode } from './plan-node.ts';
import { wantedOutputs, type AskedTables } from './wanted-outputs.ts';

/** An input column and its place on the bus. */
export interface PlannedInput {
  /** `$policies.age`. */
  readonly name: string;
  readonly source: SourceName;
  readonly data: BlockColumn;
  readonly planned: PlannedColumn;
}

export interface RunPlan {
  readonly axes: RunAxes;
  readonly layout: BusLayout;
  readonly inputs: readonly PlannedInput[];
  /** Nodes that ran before, to make what `$policies` stands for. */
  readonly earlier: readonly PlannedNode[];
  /** In the order they run. */
  readonly nodes: readonly PlannedNode[];
  /** What of the nodes decides the result, defaults filled in: part of the run hash. */
  readonly pipeline: readonly HashedNode[];
  readonly threads: number;
  /** Result tables in the order asked for, and by table the optional columns of them. */
  readonly asked: AskedTables;
  /** The table statistics are made of; empty where no node writes it. */
  readonly statisticsTables: readonly string[];
}

export interface PlanOptions {
  readonly threads: number;
  /** Threads among which chunks are shared out, where the run has not all of them. */
  readonly sharedBy?: number;
  /** Units of every chunk, a power of two; null: sized from the work. */
  readonly unitsPerChunk: number | null;
}

/** Throws PIPELINE_INVALID, CONFIG_INVALID or ENGINE_INVALID naming nodes. */
export function planRun(
  config: RunConfig,
  inputs: RunInputs,
  engines: EngineSet,
  options: PlanOptions,
): RunPlan {
  checkPowerOfTwo(options.unitsPerChunk);
  const entries = pipelineNodes(config).map((node) => ({ node, info: engines.of(node).info }));
  const { nodes: ordered, waits } = orderNodes(entries);
  checkGroupTables(config.output.tables, ordered, inputs.groups);
  const wanted = wantedOutputs(ordered, config.output);
  const kept = ordered.filter((entry) => wanted.has(entry));
  checkStaticRegions([...new Set(wasmEngines(kept, engines))]);
  const axes = runAxes(config, inputs);
  const layout = new BusLayout(staticRegionsBytes);
  const planned = placeInputs(kept, inputs, layout);
  const blocks = new Map<string, AvailableBlock>(planned.blocks);
  const nodes: PlannedNode[] = [];
  const pipeline: HashedNode[] = [];
  for (const entry of kept) {
    const engine = engines.of(entry.node);
    const { id } = entry.node;
    const nodeConfig =
      engine.kind === 'python'
        ? engine.config
        : completeConfig(entry.info, entry.node.config, `Node "${id}"`);
    const reads = entry.node.inputs
      .slice(0, entry.info.inputs.length)
      .map((input) => blocks.get(input)!);
    const node = planNode(
      {
        entry,
        // Threads know WebAssembly engines only.
        index: nodes.filter(({ work }) => work.kind === 'wasm').length,
        engine,
        config: nodeConfig,
        waitsFor: keptOnly(waits.get(id)!, kept),
        drives: entry.info.evaluates ? driven(entry, kept, waits) : [],
        reads,
        connection: connectInputs(id, entry.info, reads, runAxisLengths(axes)),
        wanted: wanted.get(entry)!,
        axes,
        sharedBy: options.threads,
        ...options,
      },
      layout,
    );
    nodes.push(node);
    pipeline.push(hashedNode(entry.node, nodeConfig, config.scenarios.seed));
    for (const [name, block] of node.blocks) blocks.set(name, block);
  }
  return {
    axes,
    layout,
    inputs: planned.inputs,
    earlier: [],
    nodes,
    pipeline,
    threads: options.threads,
    asked: { tables: config.output.tables, columns: config.output.columns },
    statisticsTables: blocks.has(resultsPrefix + statisticsTable) ? [statisticsTable] : [],
  };
}

/** A chunk that is no aligned subtree would change the order of additions (I3). */
function checkPowerOfTwo(units: number | null): void {
  if (units === null || (units >= 1 && Number.isInteger(Math.log2(units)))) return;
  throw new LiveCalcError('INTERNAL', `${units} units per chunk: it must be a power of two.`);
}

function runAxes(config: RunConfig, inputs: RunInputs): RunAxes {
  const generated = 'file' in config.scenarios ? null : config.scenarios.count;
  return {
    row: inputs.modelPoints?.end.length ?? inputs.policyCount,
    member: inputs.policyCount,
    scenario: generated ?? inputs.scenarios?.columns[0]?.shape[0] ?? 0,
    time: inputs.horizonYears,
    group: inputs.groups?.count ?? 1,
    stepsPerYear: 1,
  };
}

/** Puts on the bus the input columns that some engine reads, and no others. */
function placeInputs(
  kept: readonly GraphNode[],
  inputs: RunInputs,
  layout: BusLayout,
): { inputs: PlannedInput[]; blocks: Map<string, AvailableBlock> } {
  const placed: PlannedInput[] = [];
  const blocks = new Map<string, AvailableBlock>();
  const sources = new Set(kept.flatMap(({ node }) => node.inputs).filter(isSource));
  for (const source of sources) {
    const data = sourceBlock(source, inputs);
    const read = namesRead(kept, source);
    const columns = data.columns.filter((column) => read.has(column.name));
    const region = layout.block(
      `bus://inputs/${source.slice(1)}`,
      columns.map(({ name, type, shape }) => ({ name, type, ...shapeSize(shape) })),
    );
    blocks.set(source, {
      writer: source,
      columns: columns.map((column, index) => ({ ...column, planned: region.columns[index]! })),
    });
    columns.forEach((column, index) => {
      placed.push({
        name: `${source}.${column.name}`,
        source,
        data: column,
        planned: region.columns[index]!,
      });
    });
  }
  return { inputs: placed, blocks };
}

function namesRead(kept: readonly GraphNode[], source: SourceName): Set<string> {
  return new Set(
    kept.flatMap(({ node, info }) =>
      node.inputs.flatMap((input, index) =>
        input === source ? (info.inputs[index]?.columns ?? []).map(({ name }) => name) : [],
      ),
    ),
  );
}

function wasmEngines(kept: readonly GraphNode[], engines: EngineSet): LoadedWasm[] {
  return kept.flatMap(({ node }) => {
    const engine = engines.of(node);
    return engine.kind === 'wasm' ? [engine] : [];
  });
}

function keptOnly(ids: ReadonlySet<string>, kept: readonly GraphNode[]): ReadonlySet<string> {
  return new Set([...ids].filter((id) => kept.some(({ node }) => node.id === id)));
}

/** In the order they run. Throws PIPELINE_INVALID for one with a condition of its own: it might not run. */
function driven(
  solver: GraphNode,
  kept: readonly GraphNode[],
  waits: ReturnType<typeof orderNodes>['waits'],
): string[] {
  const ids = drivenNodes(solver, kept, waits);
  const nodes = kept.map(({ node }) => node).filter(({ id }) => ids.has(id));
  const conditional = nodes.find((node) => conditionsOf(node).length > 0);
  if (conditional === undefined) return nodes.map(({ id }) => id);
  const { id } = solver.node;
  const message = `Node "${id}" has node "${conditional.id}" run again, which has a "when": it might not run at all. Take it out.`;
  throw new LiveCalcError('PIPELINE_INVALID', message, { node: conditional.id });
}

function sourceBlock(source: SourceName, inputs: RunInputs): Block {
  const data = dataName(source);
  if (data !== null) return dataBlock(data, inputs);
  if (source === '$policies') return inputs.policies;
  if (source === '$assumptions') return inputs.assumptions;
  if (source === '$members') return membersBlock(inputs.modelPoints);
  if (inputs.scenarios !== null) return inputs.scenarios;
  throw new LiveCalcError(
    'INTERNAL',
    '$scenarios is read, and there is neither a file nor a model.',
  );
}

function dataBlock(name: string, { data }: RunInputs): Block {
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
