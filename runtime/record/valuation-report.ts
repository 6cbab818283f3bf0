/** What the runtime knows of a valuation beside its result: the heart of an execution record. */
import type { BusRegion, RecordedNode, StepReport } from '../../contracts/execution-record.ts';
import type { NodeReport } from '../../contracts/node-report.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';
import type { PreparedValuation } from '../prepare-valuation.ts';
import { nodeReport } from '../execution/node-reports.ts';
import type { NodeState } from '../execution/node-state.ts';

export interface ValuationReport {
  /** `startedMs` is on the clock of `performance.now()`. */
  readonly steps: readonly StepReport[];
  readonly nodes: readonly RecordedNode[];
  readonly bus: readonly BusRegion[];
  /** Of the memory that the engines share. */
  readonly busBytes: number;
}

/** `states` are those of the plan's nodes, in its order. */
export function valuationReport(
  prepared: PreparedValuation,
  states: readonly NodeState[],
): ValuationReport {
  const { plan, memoryBytes, timeline } = prepared;
  const ran = plan.nodes.map((node, index) => recordedNode(node, states[index]!.report));
  // They ran in a memory of their own, in the step `compress`.
  const earlier = plan.earlier.map((node) =>
    recordedNode(node, { ...nodeReport(node, ranBefore), blocks: [] }),
  );
  return {
    steps: timeline.steps,
    nodes: [...earlier, ...ran],
    bus: plan.layout.regions.map(({ name, address, bytes }) => ({ name, address, bytes })),
    busBytes: memoryBytes,
  };
}

const ranBefore = {
  status: 'succeeded',
  startedMs: 0,
  endedMs: 0,
  attempts: 1,
  work: null,
  error: null,
} as const;

function recordedNode({ sha256, config }: PlannedNode, report: NodeReport): RecordedNode {
  return { ...report, sha256, config: { ...config } };
}
