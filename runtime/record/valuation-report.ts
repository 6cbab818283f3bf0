/** What the runtime knows of a valuation beside its result: the heart of an execution record. */
import type { BusRegion, RecordedNode, StepReport } from '../../contracts/execution-record.ts';
import type { NodeReport } from '../../contracts/node-report.ts';
import type { PlannedNode } from '../pipeline/plan-node.ts';
import type { PreparedValuation } from '../prepare-valuation.ts';
import type { PreparedRun } from '../prepared-run.ts';
import { plainReport } from './node-reports.ts';

export interface ValuationReport {
  /** `startedMs` is on the clock of `performance.now()`. */
  readonly steps: readonly StepReport[];
  readonly nodes: readonly RecordedNode[];
  readonly bus: readonly BusRegion[];
  /** Of the memory that the engines share. */
  readonly busBytes: number;
}

export function valuationReport(prepared: PreparedValuation, run: PreparedRun): ValuationReport {
  const { plan, memoryBytes, timeline } = prepared;
  const ran = plan.nodes.map((node) =>
    recordedNode(node, plainReport(node, run.passes, run.warningsOf(node))),
  );
  // They ran in a memory of their own, in the step `compress`.
  const earlier = plan.earlier.map((node) =>
    recordedNode(node, { ...plainReport(node, [], []), blocks: [] }),
  );
  return {
    steps: timeline.steps,
    nodes: [...earlier, ...ran],
    bus: plan.layout.regions.map(({ name, address, bytes }) => ({ name, address, bytes })),
    busBytes: memoryBytes,
  };
}

function recordedNode({ sha256, config }: PlannedNode, report: NodeReport): RecordedNode {
  return { ...report, sha256, config: { ...config } };
}
