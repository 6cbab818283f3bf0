/** The pipeline as a graph: who writes what, who reads it, in which order nodes run. */
import type { PipelineNode } from '../../contracts/pipeline-config.ts';
import type { EngineInfo } from '../../contracts/engine-info.ts';
import { LiveCalcError } from '../../contracts/errors.ts';

/** A node and its engine's description. */
export interface GraphNode {
  readonly node: PipelineNode;
  readonly info: EngineInfo;
}

/** Inputs that no node writes. */
const sourceNames = ['$policies', '$assumptions', '$scenarios', '$members'] as const;
export type SourceName = (typeof sourceNames)[number];

export function isSource(reference: string): reference is SourceName {
  return sourceNames.some((name) => name === reference);
}

/** The table that statistics are made of: computed where a node writes it, asked for or not. */
export const statisticsTable = 'scenarios';

/** Output blocks a node's `outputs` name, in order: all but the internal ones. */
export function namedOutputs(info: EngineInfo): EngineInfo['outputs'] {
  return info.outputs.filter((block) => !block.internal);
}

/**
 * Nodes in an order in which every reader comes after its writers; among equals, the order given.
 * Throws PIPELINE_INVALID naming the nodes: a repeated id, inputs or outputs that do not match the
 * engine's, a second writer, an unknown input, a cycle.
 */
export function orderNodes(nodes: readonly GraphNode[]): readonly GraphNode[] {
  checkNodes(nodes);
  const writers = findWriters(nodes);
  checkInputsExist(nodes, writers);
  const ordered: GraphNode[] = [];
  const waiting = [...nodes];
  while (waiting.length > 0) {
    const index = waiting.findIndex(({ node }) =>
      node.inputs.every((input) => {
        const writer = writers.get(input);
        return writer === undefined || ordered.includes(writer);
      }),
    );
    if (index < 0) throw cycle(waiting, writers);
    ordered.push(...waiting.splice(index, 1));
  }
  return ordered;
}

function checkNodes(nodes: readonly GraphNode[]): void {
  const ids = new Set<string>();
  for (const { node, info } of nodes) {
    if (ids.has(node.id)) throw invalid(`Two nodes have the id "${node.id}".`, node.id);
    ids.add(node.id);
    const wanted = info.inputs.map((block) => block.name);
    if (node.inputs.length > wanted.length || node.inputs.length < neededInputs(info)) {
      throw invalid(
        `Node "${node.id}" names ${node.inputs.length} inputs; engine "${info.name}" reads ` +
          `${wanted.length}: ${wanted.join(', ') || 'none'}.`,
        node.id,
      );
    }
    const written = namedOutputs(info).map((block) => block.name);
    if (node.outputs.length !== written.length) {
      throw invalid(
        `Node "${node.id}" names ${node.outputs.length} outputs; engine "${info.name}" writes ` +
          `${written.length}: ${written.join(', ')}.`,
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
function cycle(
  waiting: readonly GraphNode[],
  writers: ReadonlyMap<string, GraphNode>,
): LiveCalcError {
  const path: GraphNode[] = [];
  let current = waiting[0]!;
  while (!path.includes(current)) {
    path.push(current);
    const next = current.node.inputs
      .map((input) => writers.get(input))
      .find((writer) => writer !== undefined && waiting.includes(writer));
    current = next!;
  }
  const ids = [...path.slice(path.indexOf(current)), current].map(({ node }) => node.id);
  return invalid(
    `The pipeline has a cycle: ${ids.join(' reads from ')}. No node of it can run first.`,
    ids[0]!,
  );
}

function invalid(message: string, node: string): LiveCalcError {
  return new LiveCalcError('PIPELINE_INVALID', message, { node });
}
