/** Plans one node: its output blocks on the bus and its stages. */
import type { EngineConfig, RunAxes } from '../../contracts/engine.ts';
import type { EngineInfo, EngineOutputColumn } from '../../contracts/engine-info.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { PipelineNode } from '../../contracts/pipeline-config.ts';
import { elementBytes } from '../../contracts/table.ts';
import { rowsPerBlock, scenariosPerTile } from '../../contracts/units.ts';
import { axisShape, shapeSize } from '../../engines-wasm/axes.ts';
import { planFrame } from '../../engines-wasm/frame.ts';
import type { BoundBlock, BoundColumn } from '../../engines-wasm/python/interpreter.ts';
import type { BusLayout, ColumnRequest, PlannedColumn } from '../bus/layout.ts';
import type { ProgramNode, StageOutput, StageProgram } from '../pool/program.ts';
import { planPartial, type RowIndex } from '../reduction/partial.ts';
import { TreeStack } from '../reduction/tree-stack.ts';
import { computedColumns, type ComputedColumns } from './computed-columns.ts';
import type { AvailableBlock, Connection } from './connect.ts';
import { namedOutputs, type GraphNode } from './graph-node.ts';
import type { LoadedEngine, LoadedPython, LoadedWasm } from './load-engines.ts';

/** An output column with its place, or null where nobody asked for it. */
export interface PlannedOutput {
  readonly block: string;
  readonly isInternal: boolean;
  readonly declared: EngineOutputColumn;
  /** Of a planned one; otherwise empty, as some axes may have no length. */
  readonly shape: readonly number[];
  readonly planned: PlannedColumn | null;
}

/** What a thread runs of it: a WebAssembly engine by its stages, or a Python engine as one piece. */
export type NodeWork =
  | { readonly kind: 'wasm'; readonly program: ProgramNode }
  | {
      readonly kind: 'python';
      readonly engine: LoadedPython;
      readonly inputs: readonly BoundBlock[];
      readonly outputs: readonly BoundBlock[];
    };

export interface PlannedNode {
  readonly id: string;
  /** As configured, `config` apart: policies, conditions, names of blocks. */
  readonly node: PipelineNode;
  readonly info: EngineInfo;
  /** Defaults filled in. */
  readonly config: EngineConfig;
  readonly sha256: string;
  readonly work: NodeWork;
  /** The nodes that it waits for. */
  readonly waitsFor: ReadonlySet<string>;
  /** Of a solver: the nodes that it has run again, in the order they run. */
  readonly drives: readonly string[];
  /** What its inputs stand for, in the engine's order: bus names and sources. */
  readonly reads: readonly AvailableBlock[];
  readonly outputs: readonly PlannedOutput[];
  /** Of a Python engine none. */
  readonly stages: readonly StageProgram[];
  /** What its named outputs offer to readers, by bus name. */
  readonly blocks: ReadonlyMap<string, AvailableBlock>;
}

export interface NodeRequest {
  readonly entry: GraphNode;
  readonly index: number;
  readonly engine: LoadedEngine;
  readonly config: EngineConfig;
  readonly waitsFor: ReadonlySet<string>;
  readonly drives: readonly string[];
  /** What its inputs stand for, in the engine's order. */
  readonly reads: readonly AvailableBlock[];
  readonly connection: Connection;
  /** As wantedOutputs gives it. */
  readonly wanted: ReadonlySet<string>;
  readonly axes: RunAxes;
  readonly threads: number;
  /** Threads among which chunks are shared out: those of the run, unless it is one of many. */
  readonly sharedBy: number;
  /** Units of a chunk, a power of two; null: sized from the work. */
  readonly unitsPerChunk: number | null;
}

export function planNode(request: NodeRequest, layout: BusLayout): PlannedNode {
  const { entry, engine, config, waitsFor, drives, reads } = request;
  const { node, info } = entry;
  const computed = computedColumns(info, request.wanted, config);
  const outputs = planOutputs(request, computed, layout);
  const isWasm = engine.kind === 'wasm';
  return {
    id: node.id,
    node,
    info,
    config,
    sha256: engine.sha256,
    waitsFor,
    drives,
    reads,
    work: isWasm
      ? { kind: 'wasm', program: planProgram(request, engine, computed, layout) }
      : {
          kind: 'python',
          engine,
          inputs: boundInputs(request),
          outputs: boundOutputs(info, outputs),
        },
    outputs,
    stages: isWasm ? planStages(request, outputs, layout) : [],
    blocks: offeredBlocks(entry, outputs),
  };
}

function planProgram(
  { entry, config, connection, threads }: NodeRequest,
  { module, info }: LoadedWasm,
  { isScratch }: ComputedColumns,
  layout: BusLayout,
): ProgramNode {
  const { id } = entry.node;
  const frame = planFrame(info, connection.lengths, isScratch);
  const frames = layout.reserve(`${id}: stacks, calls and scratch`, frame.bytes * threads);
  const frameAddresses = perThread(frames.address, frame.bytes, threads);
  return { id, info, module, config, frame, frameAddresses };
}

/** Columns that are there, by the engine's own names of its blocks. */
function boundInputs({ entry, reads, connection }: NodeRequest): BoundBlock[] {
  let first = 0;
  return entry.info.inputs.map(({ name, columns }, index) => {
    const planned = connection.columns.slice(first, (first += columns.length));
    return {
      name,
      columns: planned.flatMap((column) => {
        if (column === null) return [];
        const shape = reads[index]!.columns.find((one) => one.planned === column)!.shape;
        return [{ ...pick(column), shape }];
      }),
    };
  });
}

function boundOutputs(info: EngineInfo, outputs: readonly PlannedOutput[]): BoundBlock[] {
  return info.outputs.map(({ name }) => ({
    name,
    columns: outputs.flatMap(({ block, planned, shape }) =>
      block === name && planned !== null ? [{ ...pick(planned), shape }] : [],
    ),
  }));
}

function pick({ name, type, address, length }: PlannedColumn): Omit<BoundColumn, 'shape'> {
  return { name, type, address, length };
}

function planOutputs(
  request: NodeRequest,
  computed: ComputedColumns,
  layout: BusLayout,
): PlannedOutput[] {
  const { entry, connection } = request;
  const busNames = new Map(
    entry.node.outputs.map((name, index) => [namedOutputs(entry.info)[index]!.name, name]),
  );
  return entry.info.outputs.flatMap((block) => {
    const owner = `${entry.info.name}.${block.name}`;
    const columns = block.columns.map((declared) => ({
      declared,
      shape: computed.isOutput(block, declared)
        ? axisShape(declared.axes, connection.lengths, `${owner}.${declared.name}`)
        : null,
    }));
    const requests = columns
      .filter((column) => column.shape !== null)
      .map(({ declared, shape }) => ({
        name: declared.name,
        type: declared.type,
        ...shapeSize(shape!),
      }));
    checkAddressable(request, requests);
    const name = busNames.get(block.name) ?? `bus://${entry.node.id}/${block.name}`;
    const region = requests.length > 0 ? layout.block(name, requests) : null;
    return columns.map(({ declared, shape }) => ({
      block: block.name,
      isInternal: block.internal,
      declared,
      shape: shape ?? [],
      planned: region?.columns.find((column) => column.name === declared.name) ?? null,
    }));
  });
}

/** An engine says how large a column it can address. */
function checkAddressable(request: NodeRequest, columns: readonly ColumnRequest[]): void {
  const { info, node } = request.entry;
  const large = columns.find(
    ({ length, type }) => length * elementBytes[type] > info.max_buffer_size,
  );
  if (large === undefined) return;
  throw new LiveCalcError(
    'MEMORY_LIMIT_EXCEEDED',
    `Node "${node.id}" would write ${large.length * elementBytes[large.type]} bytes into ` +
      `"${large.name}"; engine "${info.name}" can address ${info.max_buffer_size}. ` +
      `Ask for fewer scenarios or policies.`,
    { node: node.id, column: large.name },
  );
}

function planStages(
  request: NodeRequest,
  outputs: readonly PlannedOutput[],
  layout: BusLayout,
): StageProgram[] {
  const stages: (number | null)[] = [...request.entry.info.stages.keys(), null];
  return stages
    .filter((stage) =>
      outputs.some(({ declared, planned }) => {
        return planned !== null && declared.stage === stageName(request.entry.info, stage);
      }),
    )
    .map((stage) => planStage(request, stage, outputs, layout));
}

function stageName(info: EngineInfo, stage: number | null): string {
  return stage === null ? 'finalize' : info.stages[stage]!.name;
}

function planStage(
  request: NodeRequest,
  stage: number | null,
  outputs: readonly PlannedOutput[],
  layout: BusLayout,
): StageProgram {
  const { entry, axes, threads, sharedBy, connection } = request;
  const name = stageName(entry.info, stage);
  const label = `${entry.node.id}.${name}`;
  const over = stage === null ? 'none' : entry.info.stages[stage]!.over;
  const axisLength = over === 'none' ? 1 : axes[over];
  const unitLength = over === 'row' ? rowsPerBlock : over === 'scenario' ? scenariosPerTile : 1;
  const units = Math.ceil(axisLength / unitLength);
  const summed = outputs.filter(({ declared, planned }) => {
    return planned !== null && declared.combine === 'sum' && declared.stage === name;
  });
  const partial = planPartial(
    summed.map(({ declared, planned }) => ({
      type: planned!.type,
      length: planned!.length,
      index: over === 'row' ? rowIndex(request, declared, planned!) : null,
    })),
  );
  const unitsPerChunk = request.unitsPerChunk ?? chunkUnits(units, sharedBy, partial.bytes);
  const chunkCount = Math.ceil(units / unitsPerChunk);
  const slotCount = TreeStack.slotCount(unitsPerChunk);
  const slotBytes = slotCount * partial.bytes;
  const slots = layout.reserve(`${label}: sums of units`, slotBytes * threads);
  const chunks = layout.reserve(`${label}: partials of chunks`, chunkCount * partial.bytes);
  return {
    label,
    node: request.index,
    stage,
    axes,
    axisLength,
    unitLength,
    overScenarios: over === 'scenario',
    unitsPerChunk,
    chunkCount,
    inputs: connection.columns,
    outputs: outputs.map((output) => stageOutput(output, summed)),
    partial,
    chunkPartials: chunks.address,
    threadSlots: perThread(slots.address, slotBytes, threads),
    slotCount,
  };
}

/** An axis that has the name of an input column of the rows is indexed by it. */
function rowIndex(
  { entry, connection }: NodeRequest,
  { axes: [first] }: EngineOutputColumn,
  { stride }: PlannedColumn,
): RowIndex | null {
  const inputs = entry.info.inputs.flatMap((block) => block.columns);
  const index = inputs.findIndex(({ name, type, axes }) => {
    return name === first && type === 'u32' && axes.join() === 'row';
  });
  const rows = connection.columns[index] ?? null;
  return rows === null ? null : { rows, stride };
}

function stageOutput(output: PlannedOutput, summed: readonly PlannedOutput[]): StageOutput {
  const partialIndex = summed.indexOf(output);
  return { column: output.planned, partialIndex: partialIndex < 0 ? null : partialIndex };
}

/** Memory that the partials of a stage's chunks should not exceed. */
const chunkPartialsBytes = 64 * 1024 ** 2;

/**
 * About eight chunks a thread, so that the last ones level out; at most 64 units, to stop soon.
 * Where partials are large, such as flows by group, fewer chunks, down to two a thread.
 */
function chunkUnits(units: number, threads: number, partialBytes: number): number {
  const target = Math.min(64, Math.max(1, units / (threads * 8)));
  let size = 2 ** (31 - Math.clz32(target));
  const isMany = (): boolean => units / size > threads * 2;
  while (isMany() && (units / size) * partialBytes > chunkPartialsBytes) size *= 2;
  return size;
}

function perThread(address: number, bytes: number, threads: number): number[] {
  return Array.from({ length: threads }, (_, thread) => address + thread * bytes);
}

function offeredBlocks(
  entry: GraphNode,
  outputs: readonly PlannedOutput[],
): Map<string, AvailableBlock> {
  const named = namedOutputs(entry.info);
  return new Map(
    entry.node.outputs.map((busName, index) => [
      busName,
      {
        writer: `node "${entry.node.id}"`,
        columns: outputs.flatMap(({ block: owner, declared, shape, planned }) =>
          owner === named[index]!.name && planned !== null
            ? [{ name: declared.name, type: declared.type, shape, planned }]
            : [],
        ),
      },
    ]),
  );
}
