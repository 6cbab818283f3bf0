/** Whether a node is to run: by how others ended, and by what they have computed. */
import type { NodeCondition } from '../../contracts/pipeline-config.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';
import { conditionsOf } from '../pipeline/dependencies.ts';
import { isOutcome, type NodeState } from './node-state.ts';

export interface KnownNodes {
  readonly state: (id: string) => NodeState;
  /** Null where the node that it is of has not succeeded. */
  readonly metric: (name: string) => number | null;
}

/** A sentence for the first condition that does not hold; null where all do. */
export function unmetCondition({ node }: PlannedNode, known: KnownNodes): string | null {
  const unmet = conditionsOf(node).find((condition) => !holds(condition, known));
  return unmet === undefined ? null : `its condition ${JSON.stringify(unmet)} does not hold`;
}

function holds(condition: NodeCondition, known: KnownNodes): boolean {
  if ('node' in condition) return isOutcome(known.state(condition.node), condition.is);
  const { metric, equals, above, below, atLeast, atMost } = condition;
  const value = known.metric(metric);
  if (value === null) return false;
  return (
    (equals === undefined || value === equals) &&
    (above === undefined || value > above) &&
    (below === undefined || value < below) &&
    (atLeast === undefined || value >= atLeast) &&
    (atMost === undefined || value <= atMost)
  );
}
