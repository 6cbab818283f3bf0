/** The pipeline as a graph: who writes what, who waits for whom, in which order nodes run. */
import type { EngineInfo } from '../../contracts/engine-info.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { findDependencies, type Dependencies } from './dependencies.ts';
import { namedOutputs, type GraphNode } from './graph-node.ts';

/** Inputs that no node writes. */
const sourceNames = ['$policies', '$assumptions', '$scenarios', '$members'] as const;
export const dataPrefix = '$data.';
export type SourceName = (typeof sourceNames)[number] | `${typeof dataPrefix}${string}`;

export function isSource(reference: string): reference is SourceName {
  return reference.startsWith(dataPrefix) || sourceNames.some((name) => name === reference);
}

/** The name under `data` that a source stands for; null for another source. */
export function dataName(source: SourceName): string | null {
  return source.startsWith(dataPrefix) ? source.slice(dataPrefix.length) : null;
}

/** Nodes in the order they can run, and whom each waits for. */
export interface OrderedGraph {
  readonly nodes: readonly GraphNode[];
  readonly waits: Dependencies;
}

/** The table that statistics are made of: computed where a node writes it, asked for or not. */
export const statisticsTable = 'scenarios';

/**
 * Nodes in an order in which every node comes after those it waits for; among equals, the order given.
 * Throws PIPELINE_INVALID naming the nodes: a repeated id, inputs or outputs that do not match the
 * engine's, a second writer, an unknown input, node or metric, a cycle.
 */
export function orderNodes(nodes: readonly GraphNode[]): OrderedGraph {
  checkNodes(nodes);
  const writers = findWriters(nodes);
  checkInputsExist(nodes, writers);
  const waits = findDependencies(nodes, writers);
  const ordered = new Map<string, GraphNode>();
  const waiting = [...nodes];
  while (waiting.length > 0) {
    const index = waiting.findIndex(({ node }) =>
      [...waits.get(node.id)!].every((id) => ordered.has(id)),
    );
    if (index < 0) throw cycle(waiting, waits);
    for (const next of waiting.splice(index, 1)) ordered.set(next.node.id, next);
  }
  return { nodes: [...ordered.values()], waits };
}

function checkNodes(nodes: readonly GraphNode[]): void {
  const ids = new Set<string>();
  for (const { node, info } of nodes) {
    if (ids.has(node.id)) throw invalid(`Two nodes have the id "${node.id}".`, node.id);
    ids.add(node.id);
    const wanted = info.inputs.map((block) => block.name);
    // What a solver names beyond its own inputs only says what it waits for.
    const most = info.evaluates === undefined ? wanted.length : Infinity;
    if (node.inputs.length > most || node.inputs.length < neededInputs(info)) {
      throw invalid(
        `Node "${node.id}" names ${node.inputs.length} inputs; engine "${info.name}" reads ` +
          `${wanted.length}: ${wanted.join(', ') || 'none'}.`,
        node.id,
      );
    }
    const written = namedOutputs(info).map((block) => block.name);
    if (node.outputs.length > written.length || node.outputs.length === 0) {
      throw invalid(
        `Node "${node.id}" names ${node.outputs.length} outputs; engine "${info.name}" writes ` +
          `${written.length}: ${written.join(', ')}. It may name fewer, from the first.`,
        node.id,
      );
    }
  }
}

/** A node may leave out inputs at the end of which every column is optional. */
function neededInputs(info: EngineInfo): number {
  const isNeeded = info.inputs.map(({ columns }) => columns.some(({ optional }) => !optional));
  return isNeeded.lastIndexOf(true) + 1;
}

function findWriters(nodes: readonly GraphNode[]): Map<string, GraphNode> {
  const writers = new Map<string, GraphNode>();
  for (const entry of nodes) {
    for (const output of entry.node.outputs) {
      if (!/^bus:\/\/[a-z0-9_-]+\/[a-z0-9_-]+$/.test(output)) {
        throw invalid(
          `Node "${entry.node.id}" writes to "${output}"; an output is named bus://CATEGORY/NAME.`,
          entry.node.id,
        );
      }
      const other = writers.get(output);
      if (other) {
        throw invalid(
          `Nodes "${other.node.id}" and "${entry.node.id}" both write "${output}". ` +
            `A block has one writer.`,
          entry.node.id,
        );
      }
      writers.set(output, entry);
    }
  }
  return writers;
}

function checkInputsExist(
  nodes: readonly GraphNode[],
  writers: ReadonlyMap<string, GraphNode>,
): void {
  for (const { node } of nodes) {
    const unknown = node.inputs.find((input) => !isSource(input) && !writers.has(input));
    if (unknown !== undefined) {
      throw invalid(
        `Node "${node.id}" reads "${unknown}", which nothing writes. There are: ` +
          `${[...sourceNames, ...writers.keys()].join(', ')}.`,
        node.id,
      );
    }
  }
}

/** Follows the nodes that wait for one another until one repeats. */
function cycle(waiting: readonly GraphNode[], waits: Dependencies): LiveCalcError {
  const left = new Set(waiting.map(({ node }) => node.id));
  const path: string[] = [];
  let current = waiting[0]!.node.id;
  while (!path.includes(current)) {
    path.push(current);
    current = [...waits.get(current)!].find((id) => left.has(id))!;
  }
  const ids = [...path.slice(path.indexOf(current)), current];
  return invalid(
    `The pipeline has a cycle: ${ids.join(' waits for ')}. No node of it can run first.`,
    ids[0]!,
  );
}

function invalid(message: string, node: string): LiveCalcError {
  return new LiveCalcError('PIPELINE_INVALID', message, { node });
}
