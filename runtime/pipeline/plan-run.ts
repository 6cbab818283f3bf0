/** Plans a whole run: engines, order, memory map, stages. Pure: no memory is made here. */
import type { RunConfig } from '../../contracts/config.ts';
import type { RunAxes } from '../../contracts/engine.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import type { RunInputs } from '../../contracts/run-inputs.ts';
import { runAxisLengths } from '../../engines-wasm/axes.ts';
import { checkStaticRegions, staticRegionsBytes } from '../../engines-wasm/inspect-engine.ts';
import { completeConfig } from '../../engines-wasm/complete-config.ts';
import { BusLayout } from '../bus/layout.ts';
import { placeInputs, type PlannedInput } from './place-inputs.ts';
import { connectInputs, type AvailableBlock } from './connect.ts';
import { conditionsOf, drivenNodes } from './dependencies.ts';
import { pipelineNodes, resultsPrefix } from './default-pipeline.ts';
import type { GraphNode } from './graph-node.ts';
import { checkGroupTables } from './group-tables.ts';
import { orderNodes, statisticsTable } from './graph.ts';
import type { EngineSet, LoadedWasm } from './load-engines.ts';
import { hashedNode, type HashedNode } from './hashed-node.ts';
import { parameterName, withNumber } from './number-parameter.ts';
import { planNode, type PlannedNode } from './plan-node.ts';
import { wantedOutputs, type AskedTables } from './wanted-outputs.ts';

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
    checkParameters(entry, nodes);
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

function wasmEngines(kept: readonly GraphNode[], engines: EngineSet): LoadedWasm[] {
  return kept.flatMap(({ node }) => {
    const engine = engines.of(node);
    return engine.kind === 'wasm' ? [engine] : [];
  });
}

function keptOnly(ids: ReadonlySet<string>, kept: readonly GraphNode[]): ReadonlySet<string> {
  return new Set([...ids].filter((id) => kept.some(({ node }) => node.id === id)));
}

/** Throws PIPELINE_INVALID for a parameter of a solver that is no number of a node before it. */
function checkParameters({ info }: GraphNode, before: readonly PlannedNode[]): void {
  for (const name of info.evaluates?.parameters ?? []) {
    const { node, path } = parameterName(name);
    const found = before.find(({ id }) => id === node);
    if (found !== undefined) withNumber(found.config, path, 0, name);
  }
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
