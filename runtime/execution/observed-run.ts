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
  /** Of a solver: the nodes that it has run again. */
  readonly drives: readonly string[];
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
  const owners = columnOwners(plan);
  const names = new Map(
    plan.layout.regions.flatMap(({ name, columns }) =>
      columns.map((column) => [column, name] as const),
    ),
  );
  return {
    memory: bus.memory,
    nodes: plan.nodes.map(({ id, node, reads, drives }) => ({
      id,
      drives,
      engine: node.engine,
      reads: [
        ...new Set(
          reads.flatMap(({ columns }) => columns.map(({ planned }) => names.get(planned)!)),
        ),
      ],
    })),
    blocks: plan.layout.regions
      .filter(({ columns }) => columns.length > 0)
      .map(({ name, columns }) => ({
        name,
        writer: owners.get(columns[0]!)!.writer,
        columns: columns.map((column) => observedColumn(column, owners.get(column)!.shape)),
      })),
  };
}

interface Owner {
  readonly writer: string;
  readonly shape: readonly number[];
}

/** Internal columns too, which only a node's own stages read. */
function columnOwners({ inputs, nodes }: RunPlan): ReadonlyMap<PlannedColumn, Owner> {
  return new Map<PlannedColumn, Owner>([
    ...inputs.map(
      ({ source, data, planned }) => [planned, { writer: source, shape: data.shape }] as const,
    ),
    ...nodes.flatMap(({ id, outputs }) =>
      outputs.flatMap(({ planned, shape }) =>
        planned === null ? [] : [[planned, { writer: id, shape }] as const],
      ),
    ),
  ]);
}

function observedColumn(planned: PlannedColumn, shape: readonly number[]): ObservedColumn {
  const { name, type, address, length } = planned;
  return { name, type, shape, address, length };
}
