/** The nodes that must have written what one reads: not those that only decide whether and when it runs. */
import type { PlannedNode } from '../pipeline/plan-node.ts';

export function requiredNodes(node: PlannedNode, nodes: readonly PlannedNode[]): readonly string[] {
  const writers = nodes.filter(({ blocks }) => node.node.inputs.some((input) => blocks.has(input)));
  return [...new Set([...writers.map(({ id }) => id), ...node.drives])];
}
