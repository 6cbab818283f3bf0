/** What the runtime knows of a valuation beside its result and its nodes' reports. */
import type { BusRegion, RecordedNode, StepReport } from '../../contracts/execution-record.ts';
import type { PreparedValuation } from '../prepare-valuation.ts';

export interface ValuationReport {
  /** `startedMs` is on the clock of `performance.now()`. */
  readonly steps: readonly StepReport[];
  /** What each node was, by its id. */
  readonly planned: ReadonlyMap<string, Pick<RecordedNode, 'sha256' | 'config'>>;
  readonly bus: readonly BusRegion[];
  /** Of the memory that the engines share. */
  readonly busBytes: number;
}

export function valuationReport(prepared: PreparedValuation): ValuationReport {
  const { plan, memoryBytes, timeline } = prepared;
  const planned = plan.nodes.map(
    ({ id, sha256, config }) => [id, { sha256, config: { ...config } }] as const,
  );
  return {
    steps: timeline.steps,
    planned: new Map(planned),
    bus: plan.layout.regions.map(({ name, address, bytes }) => ({ name, address, bytes })),
    busBytes: memoryBytes,
  };
}
