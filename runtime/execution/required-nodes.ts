/** The nodes that must have succeeded before one can run: not those that only decide whether it does. */
import type { PlannedNode } from '../pipeline/plan-node.ts';

export function requiredNodes(node: PlannedNode, nodes: readonly PlannedNode[]): readonly string[] {
  const writers = nodes.filter(({ blocks }) => node.node.inputs.some((input) => blocks.has(input)));
  const ids = new Set(writers.map(({ id }) => id));
  // What a solver has run again stands as it has left it, so the solver must have come to an end.
  const solvers = nodes.filter(
    ({ id, drives }) =>
      id !== node.id && !drives.includes(node.id) && drives.some((driven) => ids.has(driven)),
  );
  return [...new Set([...ids, ...solvers.map(({ id }) => id), ...node.drives])];
}
