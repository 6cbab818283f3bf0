/** Which nodes a node waits for: writers of what it reads, and whatever decides whether it runs. */
import type { NodeCondition, PipelineNode } from '../../contracts/pipeline-config.ts';
import { LiveCalcError } from '../../contracts/errors.ts';
import { meantHint } from '../../contracts/nearest.ts';
import type { GraphNode } from './graph-node.ts';
import { findMetric } from './metric-name.ts';

/** Ids by id. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/** The conditions of a node; none where it always runs. */
export function conditionsOf({ when }: PipelineNode): readonly NodeCondition[] {
  return when === undefined ? [] : Array.isArray(when) ? when : [when];
}

/** The node that takes this one's place when it fails. */
export function fallbackNode({ onError }: PipelineNode): string | null {
  const { otherwise } = onError;
  return typeof otherwise === 'object' && 'node' in otherwise ? otherwise.node : null;
}

/**
 * Besides the writers of its inputs a node waits for the nodes of its conditions. One that takes the
 * place of another waits for it, and the other's readers wait for both. Whoever reads what a solver
 * computes again waits for the solver. Throws PIPELINE_INVALID for a node, parameter or metric that
 * there is not.
 */
export function findDependencies(
  nodes: readonly GraphNode[],
  writers: ReadonlyMap<string, GraphNode>,
): Dependencies {
  const waits = new Map(nodes.map(({ node }) => [node.id, directNeeds(node, nodes, writers)]));
  for (const { node } of nodes) {
    const stand = fallbackNode(node);
    if (stand === null) continue;
    checkNode(stand, nodes, `onError.otherwise of node "${node.id}"`);
    waits.get(stand)!.add(node.id);
    for (const reader of readersOf(node, nodes))
      if (reader !== stand) waits.get(reader)!.add(stand);
  }
  for (const { node, info } of nodes) {
    if (info.evaluates !== undefined) addSolver(node.id, info.evaluates, { nodes, waits });
  }
  return waits;
}

/** The nodes that a solver has run again: those whose parameters it sets, and what leads from them to its metrics. */
export function drivenNodes(
  solver: GraphNode,
  nodes: readonly GraphNode[],
  waits: Dependencies,
): ReadonlySet<string> {
  const { parameters, metrics } = solver.info.evaluates!;
  const set = new Set(parameters.map((name) => name.slice(0, name.indexOf('.'))));
  const read = metrics.map((name) => metricNode(name, nodes, `Node "${solver.node.id}"`));
  const leading = new Set(read.flatMap((id) => [id, ...ancestors(id, waits)]));
  return new Set(
    [...leading].filter(
      (id) => set.has(id) || [...ancestors(id, waits)].some((one) => set.has(one)),
    ),
  );
}

function directNeeds(
  node: PipelineNode,
  nodes: readonly GraphNode[],
  writers: ReadonlyMap<string, GraphNode>,
): Set<string> {
  const read = node.inputs.flatMap((input) => writers.get(input)?.node.id ?? []);
  const decided = conditionsOf(node).map((condition) => {
    const owner = `when of node "${node.id}"`;
    if ('metric' in condition) return metricNode(condition.metric, nodes, owner);
    checkNode(condition.node, nodes, owner);
    return condition.node;
  });
  return new Set([...read, ...decided]);
}

function addSolver(
  solver: string,
  { parameters, metrics }: NonNullable<GraphNode['info']['evaluates']>,
  { nodes, waits }: { nodes: readonly GraphNode[]; waits: Map<string, Set<string>> },
): void {
  const owner = `Node "${solver}"`;
  for (const name of parameters) checkNode(name.slice(0, name.indexOf('.')), nodes, owner);
  for (const name of metrics) waits.get(solver)!.add(metricNode(name, nodes, owner));
  const entry = nodes.find(({ node }) => node.id === solver)!;
  const driven = drivenNodes(entry, nodes, waits);
  for (const name of parameters) {
    const id = name.slice(0, name.indexOf('.'));
    if (driven.has(id)) continue;
    const message = `${owner} sets ${name}, and nothing that it asks for depends on node "${id}".`;
    throw new LiveCalcError('PIPELINE_INVALID', message, { node: solver, found: name });
  }
  for (const { node, info } of nodes) {
    if (node.id === solver || driven.has(node.id)) continue;
    const reads = [...waits.get(node.id)!].some((id) => driven.has(id));
    const isBefore = info.evaluates !== undefined && runsBefore(node.id, solver, nodes, waits);
    if (reads && !isBefore) waits.get(node.id)!.add(solver);
  }
}

/** Of two solvers of the same nodes one starts where the other ends: as they wait for one another, else as given. */
function runsBefore(
  one: string,
  other: string,
  nodes: readonly GraphNode[],
  waits: Dependencies,
): boolean {
  if (ancestors(one, waits).has(other)) return false;
  if (ancestors(other, waits).has(one)) return true;
  const place = (id: string): number => nodes.findIndex(({ node }) => node.id === id);
  return place(one) < place(other);
}

function readersOf({ outputs }: PipelineNode, nodes: readonly GraphNode[]): string[] {
  return nodes
    .filter(({ node }) => node.inputs.some((input) => outputs.includes(input)))
    .map(({ node }) => node.id);
}

function ancestors(id: string, waits: Dependencies, seen = new Set<string>()): Set<string> {
  for (const next of waits.get(id) ?? []) {
    if (seen.has(next)) continue;
    seen.add(next);
    ancestors(next, waits, seen);
  }
  return seen;
}

function metricNode(name: string, nodes: readonly GraphNode[], owner: string): string {
  const metric = findMetric(name, nodes, owner);
  return metric.kind === 'node' ? metric.node : metric.writer.node.id;
}

function checkNode(id: string, nodes: readonly GraphNode[], owner: string): void {
  const ids = nodes.map(({ node }) => node.id);
  if (ids.includes(id)) return;
  const message = `${owner} names the node "${id}", which there is not.${meantHint(id, ids)} There are: ${ids.join(', ')}.`;
  throw new LiveCalcError('PIPELINE_INVALID', message, { node: id });
}
