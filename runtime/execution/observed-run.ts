/** What a run shows to those that watch it: its nodes and its blocks, and the memory they lie in. */
import type { NumericType } from '../../contracts/table.ts';
import type { Bus } from '../bus/bus.ts';
import type { PlannedColumn } from '../bus/layout.ts';
import type { RunPlan } from '../pipeline/plan-run.ts';

export interface ObservedColumn {
  readonly name: string;
  readonly type: NumericType;
  /** Lengths of its axes, the slowest first. */
  readonly shape: readonly number[];
  /** In the run's memory, bytes. */
  readonly address: number;
  /** Elements. */
  readonly length: number;
}

export interface ObservedBlock {
  /** `bus://results/scenarios`; inputs are `bus://inputs/policies`. */
  readonly name: string;
  /** The node's id; an input's reference: `$policies`. */
  readonly writer: string;
  readonly columns: readonly ObservedColumn[];
}

export interface ObservedNode {
  readonly id: string;
  /** `wasm://projection` */
  readonly engine: string;
  /** Names of the blocks that it reads. */
  readonly reads: readonly string[];
}

export interface ObservedRun {
  readonly memory: WebAssembly.Memory;
  /** In the order they run. */
  readonly nodes: readonly ObservedNode[];
  /** Inputs first; those without columns are left out. */
  readonly blocks: readonly ObservedBlock[];
}

/** The run of a plan on its bus. */
export function observedRun(plan: RunPlan, bus: Bus): ObservedRun {
  return {
    memory: bus.memory,
    nodes: plan.pipeline.map(({ id, engine, inputs }) => ({
      id,
      engine,
      reads: inputs.map((input) => (input.startsWith('$') ? inputBlock(input) : input)),
    })),
    blocks: [...inputBlocks(plan), ...outputBlocks(plan)].filter(
      ({ columns }) => columns.length > 0,
    ),
  };
}

function inputBlock(source: string): string {
  return `bus://inputs/${source.slice(1)}`;
}

function inputBlocks({ inputs }: RunPlan): ObservedBlock[] {
  const sources = [...new Set(inputs.map(({ source }) => source))];
  return sources.map((source) => ({
    name: inputBlock(source),
    writer: source,
    columns: inputs
      .filter((input) => input.source === source)
      .map(({ data, planned }) => observedColumn(data.shape, planned)),
  }));
}

/** Internal blocks too: readers of a node's own are its later stages. */
function outputBlocks({ nodes, layout }: RunPlan): ObservedBlock[] {
  return nodes.flatMap(({ id, outputs }) => {
    const columns = new Map(
      outputs.flatMap(({ planned, shape }) =>
        planned === null ? [] : [[planned, observedColumn(shape, planned)] as const],
      ),
    );
    return layout.regions
      .filter((region) => region.columns.some((column) => columns.has(column)))
      .map((region) => ({
        name: region.name,
        writer: id,
        columns: region.columns.map((column) => columns.get(column)!),
      }));
  });
}

function observedColumn(shape: readonly number[], planned: PlannedColumn): ObservedColumn {
  const { name, type, address, length } = planned;
  return { name, type, shape, address, length };
}
